"""Tests of the emulator, over real sockets and with real processes."""

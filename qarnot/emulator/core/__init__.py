"""The emulated cluster without sockets, processes or threads of its own."""

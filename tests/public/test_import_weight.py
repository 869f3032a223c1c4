"""What importing costs, each time in a process of its own."""

from __future__ import annotations

import subprocess
import sys


def loaded_after(code: str) -> set[str]:
    """Run code and list the heavy packages that are loaded afterwards."""
    check = (
        "import sys; print(*sorted({name.split('.')[0] for name in sys.modules} & "
        "{'boto3', 'botocore', 'httpx', 'qarnot_rest', 'moto', 'flask'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{check}"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded_after("import qarnot") == set()


def test_every_documented_module_is_reachable_after_it() -> None:
    reach = (
        "import qarnot\n"
        "for name in qarnot.__all__: getattr(qarnot, name)\n"
        "assert qarnot.connection.Connection is qarnot.Connection\n"
        "assert qarnot.exceptions.UnauthorizedException is qarnot.UnauthorizedException\n"
        "assert qarnot.bucket.Bucket and set(qarnot.__all__) <= set(dir(qarnot))"
    )
    assert "boto3" not in loaded_after(reach)


def test_exceptions_and_buckets_are_reachable_without_anything_heavy() -> None:
    assert loaded_after("import qarnot; qarnot.exceptions.QarnotException; qarnot.bucket") == set()


def test_a_connection_loads_no_boto3_and_opens_no_socket() -> None:
    code = (
        "import socket\n"
        "def refuse(*_): raise AssertionError('a socket was opened')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "import qarnot\n"
        "repr(qarnot.connection.Connection(client_token='t'))"
    )
    assert not loaded_after(code) & {"boto3", "botocore"}


def test_an_unknown_name_is_an_attribute_error() -> None:
    loaded_after("import qarnot\nassert not hasattr(qarnot, 'nonsense')")

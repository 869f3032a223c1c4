"""Settings: where each comes from, which source wins, and what is refused in which words."""

from __future__ import annotations

import os
import stat
import traceback
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import trustme
from hypothesis import given, strategies as st

import qarnot
from qarnot._proxies import Proxy
from qarnot._secret import Secret
from qarnot.config import Settings, resolve_settings
from qarnot.exceptions import InvalidValue, QarnotGenericException
from qarnot.retry import RetryPolicy

TOKEN = "very-secret-5d7c0b1e"
POSIX = pytest.mark.skipif(os.name != "posix", reason="modes say who may read only on POSIX")


def resolve(
    fileconf: Any = None,
    environment: Mapping[str, str] | None = None,
    *,
    retry_count: Any = 5,
    retry_wait: Any = 1.0,
    retry: Any = None,
    **arguments: Any,
) -> Settings:
    return resolve_settings(
        fileconf,
        arguments,
        retry_count=retry_count,
        retry_wait=retry_wait,
        retry=retry,
        environment={} if environment is None else environment,
    )


def with_token(fileconf: Any = None, **rest: Any) -> Settings:
    return resolve(fileconf, **{"client_token": TOKEN, **rest})


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "qarnot.conf"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    path.chmod(0o600)
    return path


def token_of(settings: Settings) -> str:
    return settings.token.reveal()


# Which source wins

# The same table as the documentation's, not the module's own: argument and key of a dict, section
# and key of a file, variable of the environment, attribute of the settings, default.
PLAIN: list[tuple[str, tuple[str, str], str | None, str, Any]] = [
    ("client_token", ("client", "token"), "QARNOT_CLIENT_TOKEN", "token", None),
    (
        "cluster_url",
        ("cluster", "url"),
        "QARNOT_CLUSTER_URL",
        "cluster_url",
        "https://api.qarnot.com",
    ),
    ("cluster_timeout", ("cluster", "timeout"), "QARNOT_CLUSTER_TIMEOUT", "timeout", 60.0),
    ("storage_url", ("storage", "url"), "QARNOT_STORAGE_URL", "storage_url", None),
    (
        "cluster_custom_certificate",
        ("cluster", "custom_certificate"),
        None,
        "cluster_verify",
        True,
    ),
    (
        "storage_custom_certificate",
        ("storage", "custom_certificate"),
        None,
        "storage_verify",
        True,
    ),
    ("storage_addressing", ("storage", "addressing"), None, "storage_addressing", "path"),
]
FLAGS: list[tuple[str, tuple[str, str], str | None, str]] = [
    ("cluster_unsafe", ("cluster", "unsafe"), "QARNOT_CLUSTER_UNSAFE", "cluster_verify"),
    ("storage_unsafe", ("storage", "unsafe"), None, "storage_verify"),
]


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificates")
    for source in ("argument", "given", "environment"):
        trustme.CA().cert_pem.write_to_path(str(folder / source))
    return folder


def value_from(source: str, name: str, certificates: Path) -> str:
    if name.endswith("certificate"):
        return str(certificates / source)
    if name == "cluster_timeout":
        return {"argument": "11", "given": "22", "environment": "33"}[source]
    if name == "storage_addressing":
        return {"argument": "virtual", "given": "auto", "environment": "path"}[source]
    if name == "client_token":
        return f"token-of-{source}"
    return f"https://{source}.example"


sources = st.sets(st.sampled_from(["argument", "given", "environment"]))


@given(
    told=st.fixed_dictionaries({name: sources for name, *_ in PLAIN}),
    as_file=st.booleans(),
)
def test_each_setting_on_its_own_comes_from_argument_then_file_or_dict_then_environment(
    certificates: Path,
    tmp_path_factory: pytest.TempPathFactory,
    told: dict[str, set[str]],
    as_file: bool,
) -> None:
    arguments: dict[str, Any] = {}
    by_key: dict[str, str] = {}
    sections: dict[str, list[str]] = {"client": [], "cluster": [], "storage": []}
    environment: dict[str, str] = {}
    expected: dict[str, Any] = {}
    told["client_token"].add("environment")  # without any there are no settings
    for name, (section, key), variable, attribute, default in PLAIN:
        values = {
            source: value_from(source, name, certificates)
            for source in ("argument", "given", "environment")
            if source in told[name] and (source != "environment" or variable)
        }
        if "argument" in values:
            arguments[name] = values["argument"]
        if "given" in values:
            by_key[name] = values["given"]
            sections[section].append(f"{key} = {values['given']}")
        if "environment" in values and variable:
            environment[variable] = values["environment"]
        winner = next(iter(values.values()), default)
        expected[attribute] = float(winner) if attribute == "timeout" else winner
    fileconf: Any = by_key
    if as_file:
        text = "\n".join("\n".join([f"[{name}]", *lines]) for name, lines in sections.items())
        fileconf = written(tmp_path_factory.mktemp("settings"), text)
    settings = resolve(fileconf, environment, **arguments)
    expected["token"] = Secret(expected["token"])
    assert {attribute: getattr(settings, attribute) for attribute in expected} == expected


@pytest.mark.parametrize(("name", "place", "variable", "attribute"), FLAGS)
@pytest.mark.parametrize("as_file", [True, False])
@pytest.mark.parametrize("argument", [True, False, None])
@pytest.mark.parametrize("given_flag", [True, False, None])
@pytest.mark.parametrize("in_environment", ["true", "false", None])
def test_checks_are_off_only_when_the_strongest_source_says_so(
    tmp_path: Path,
    name: str,
    place: tuple[str, str],
    variable: str | None,
    attribute: str,
    as_file: bool,
    argument: bool | None,
    given_flag: bool | None,
    in_environment: str | None,
) -> None:
    section, key = place
    fileconf: Any = {} if given_flag is None else {name: given_flag}
    if as_file:
        line = "" if given_flag is None else f"{key}={given_flag}"
        fileconf = written(tmp_path, f"[{section}]\n{line}\n")
    environment = {variable: in_environment} if variable and in_environment else {}
    if argument is not None:
        unsafe = argument
    elif given_flag is not None:
        unsafe = given_flag
    else:
        unsafe = environment.get(variable or "") == "true"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        settings = with_token(fileconf, environment=environment, **{name: argument})
    assert getattr(settings, attribute) is not unsafe
    assert len(caught) == unsafe
    assert all(name in str(warning.message) for warning in caught)


@pytest.mark.parametrize(
    ("part", "other", "attribute"),
    [
        ("cluster", "storage_verify", "cluster_verify"),
        ("storage", "cluster_verify", "storage_verify"),
    ],
)
def test_one_part_without_checks_leaves_the_other_checked(
    part: str, other: str, attribute: str
) -> None:
    with pytest.warns(UserWarning, match=f"{part}_unsafe is set.*token"):
        settings = with_token(**{f"{part}_unsafe": True})
    assert getattr(settings, attribute) is False
    assert getattr(settings, other) is True


def test_without_checks_a_certificate_is_not_even_looked_for() -> None:
    with pytest.warns(UserWarning, match="cluster_unsafe"):
        settings = with_token(cluster_unsafe=True, cluster_custom_certificate="/nowhere.pem")
    assert settings.cluster_verify is False


def test_the_storage_has_no_variable_that_turns_its_checks_off() -> None:
    settings = with_token(environment={"QARNOT_STORAGE_UNSAFE": "true"})
    assert settings.storage_verify is True


def test_the_documented_variable_of_the_token_wins_over_the_other() -> None:
    both = {"QARNOT_TOKEN": "second", "QARNOT_CLIENT_TOKEN": "first"}
    assert token_of(resolve(environment=both)) == "first"
    assert token_of(resolve(environment={"QARNOT_TOKEN": "second"})) == "second"
    assert token_of(resolve(environment={**both, "QARNOT_CLIENT_TOKEN": " "})) == "second"


def test_the_variables_of_the_process_are_read_by_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [name for name in os.environ if name.startswith("QARNOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("QARNOT_CLIENT_TOKEN", TOKEN)
    monkeypatch.setenv("QARNOT_CLUSTER_URL", "https://from.environment")
    settings = resolve_settings(None, {}, retry_count=5, retry_wait=1)
    assert (token_of(settings), settings.cluster_url) == (TOKEN, "https://from.environment")


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_variable_is_as_good_as_none(blank: str) -> None:
    environment = {
        "QARNOT_CLUSTER_URL": blank,
        "QARNOT_CLUSTER_TIMEOUT": blank,
        "QARNOT_CLUSTER_UNSAFE": blank,
        "QARNOT_STORAGE_URL": blank,
    }
    assert with_token(environment=environment) == with_token()


def test_a_blank_key_of_a_file_leaves_the_setting_to_the_environment(tmp_path: Path) -> None:
    path = written(tmp_path, "[client]\ntoken=\n[cluster]\nurl=\ntimeout=\n")
    settings = resolve(path, {"QARNOT_CLIENT_TOKEN": TOKEN, "QARNOT_CLUSTER_TIMEOUT": "7"})
    assert (token_of(settings), settings.timeout) == (TOKEN, 7.0)


def test_a_none_in_a_dict_leaves_the_setting_to_the_environment() -> None:
    settings = resolve(
        {"client_token": None, "cluster_url": None},
        {"QARNOT_CLIENT_TOKEN": TOKEN, "QARNOT_CLUSTER_URL": "https://environment"},
    )
    assert (token_of(settings), settings.cluster_url) == (TOKEN, "https://environment")


@pytest.mark.parametrize("fileconf", [None, {}, {"cluster_url": "https://a"}])
def test_without_a_token_the_ways_to_give_one_are_named(fileconf: Any) -> None:
    with pytest.raises(QarnotGenericException, match="Token is mandatory") as caught:
        resolve(fileconf, {"QARNOT_CLIENT_TOKEN": ""})
    for way in ("client_token", "[client] token", "QARNOT_CLIENT_TOKEN"):
        assert way in str(caught.value)


# Files and dicts

SAMPLE = """\
[cluster]
# url of the REST API
url=https://localhost
# No SSL verification ?
unsafe=False

[client]
# auth string of the client
token=login

[storage]
url=https://storage
unsafe=False
"""


@pytest.mark.parametrize("kind", [str, Path])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_documented_sample_file_is_read_as_it_stands(
    tmp_path: Path, kind: type, line_end: str
) -> None:
    path = written(tmp_path, SAMPLE.replace("\n", line_end))
    assert resolve(kind(path)) == Settings(
        token=Secret("login"),
        cluster_url="https://localhost",
        cluster_verify=True,
        timeout=60.0,
        storage_url="https://storage",
        storage_verify=True,
        retry=RetryPolicy.documented(),
    )


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbf[client]\ntoken=login\n")
    assert token_of(resolve(path)) == "login"


def test_what_a_file_says_beyond_the_known_is_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path, f"[client]\ntoken={TOKEN}\n[cluster]\nversion=v1\n[editor]\nx=1\n")
    assert token_of(resolve(path)) == TOKEN


def test_a_percent_sign_in_a_file_stands_for_itself(tmp_path: Path) -> None:
    path = written(tmp_path, "[client]\ntoken=a%b%%c%(d)s\n")
    assert token_of(resolve(path)) == "a%b%%c%(d)s"


def test_an_unknown_key_of_a_dict_is_named_with_the_known_ones() -> None:
    with pytest.raises(InvalidValue, match=r"cluster_ulr.*cluster_url"):
        resolve({"client_token": TOKEN, "cluster_ulr": "https://a"})


def test_the_old_name_of_the_token_in_a_file_still_works_and_warns(tmp_path: Path) -> None:
    path = written(tmp_path, f"[client]\nauth={TOKEN}\n")
    with pytest.warns(UserWarning, match=r"\[client\] auth is the old name of \[client\] token"):
        assert token_of(resolve(path)) == TOKEN


def test_the_old_name_of_the_token_in_a_dict_still_works_and_warns() -> None:
    with pytest.warns(UserWarning, match="client_auth is the old name of client_token"):
        assert token_of(resolve({"client_auth": TOKEN})) == TOKEN


def test_beside_the_new_name_the_old_one_counts_for_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, f"[client]\nauth=old\ntoken={TOKEN}\n")
    assert token_of(resolve(path)) == TOKEN
    assert token_of(resolve({"client_auth": "old", "client_token": TOKEN})) == TOKEN


@pytest.mark.parametrize("kind", ["old name", "old name in a file", "unsafe", "readable file"])
def test_a_warning_points_at_the_caller_of_the_constructor(kind: str, tmp_path: Path) -> None:
    fileconf: Any = {
        "old name": {"client_auth": TOKEN},
        "old name in a file": written(tmp_path, f"[client]\nauth={TOKEN}\n"),
        "unsafe": {"client_token": TOKEN, "cluster_unsafe": True},
        "readable file": tmp_path / "readable.conf",
    }[kind]
    if kind == "readable file":
        fileconf.write_text(f"[client]\ntoken={TOKEN}\n")
        fileconf.chmod(0o644)

    # As deep as a connection calls it, so that the user's line is shown.
    def constructor() -> Settings:
        return resolve_settings(fileconf, {}, retry_count=5, retry_wait=1, environment={})

    def users_line() -> None:
        constructor()

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        users_line()
    assert caught[0].filename == __file__
    assert caught[0].lineno == users_line.__code__.co_firstlineno + 1


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match=r"no file .*missing\.conf"):
        resolve(tmp_path / "missing.conf")


@pytest.mark.parametrize("wrong", [5, b"qarnot.conf", ["a"], True])
def test_what_is_neither_a_path_nor_a_dict_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidValue, match=f"path or a dict.*{type(wrong).__name__}"):
        resolve(wrong)


@pytest.mark.parametrize("path", ["", "a\0b", "x" * 5000, "/"])
def test_a_path_that_cannot_be_read_is_refused(path: str) -> None:
    with pytest.raises(InvalidValue, match="fileconf"):
        resolve(path)


# A file that others can read


def readable_file(folder: Path, mode: int, text: str = f"[client]\ntoken={TOKEN}\n") -> Path:
    path = folder / f"{mode:o}.conf"
    path.write_text(text)
    path.chmod(mode)
    return path


@contextmanager
def told() -> Iterator[list[str]]:
    """Keep the warnings."""
    texts: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield texts
    texts += [str(warning.message) for warning in caught]


@POSIX
@pytest.mark.parametrize("key", ["token", "auth"])
def test_a_token_file_that_others_can_read_warns_and_is_read(tmp_path: Path, key: str) -> None:
    for mode in range(0o400, 0o1000):
        path = readable_file(tmp_path, mode, f"[client]\n{key}={TOKEN}\n")
        with told() as texts:
            settings = resolve(path)
        texts = [text for text in texts if "old name" not in text]
        assert token_of(settings) == TOKEN
        is_open = bool(mode & (stat.S_IRGRP | stat.S_IROTH))
        assert len(texts) == is_open, (oct(mode), texts)
        for text in texts:
            assert str(path) in text
            assert TOKEN not in text
            assert "chmod 600" in text


@POSIX
def test_a_token_file_that_others_can_read_warns_although_another_token_wins(
    tmp_path: Path,
) -> None:
    with told() as texts:
        assert token_of(resolve(readable_file(tmp_path, 0o640), client_token="other")) == "other"
    assert len(texts) == 1


@POSIX
@pytest.mark.parametrize("text", ["", "[cluster]\nurl=https://a\n", "[client]\ntoken=\n"])
def test_a_file_without_a_token_may_be_read_by_all(tmp_path: Path, text: str) -> None:
    with told() as texts:
        with_token(readable_file(tmp_path, 0o644, text))
    assert texts == []


@POSIX
@pytest.mark.parametrize(("mode", "count"), [(0o600, 0), (0o644, 1)])
def test_a_link_to_a_token_file_is_judged_by_its_target(
    tmp_path: Path, mode: int, count: int
) -> None:
    link = tmp_path / "link.conf"
    link.symlink_to(readable_file(tmp_path, mode))
    with told() as texts:
        assert token_of(resolve(link)) == TOKEN
    assert len(texts) == count


# The token stays secret


def whole_story(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)) + repr(error) + str(error)


def test_settings_never_show_the_token() -> None:
    settings = with_token()
    assert token_of(settings) == TOKEN
    assert TOKEN not in f"{settings!r} {settings!s} {[settings]} {settings:}"


@pytest.mark.parametrize(
    "text",
    [
        f"token={TOKEN}\n",
        f"[client]\ntoken {TOKEN}\n",
        f"[client\ntoken={TOKEN}\n",
        f"[client]\n{TOKEN}\n",
        f"[client]\ntoken={TOKEN}\ntoken={TOKEN}\n",
        f"[client]\ntoken={TOKEN}\n[client]\n",
        f"[client]\ntoken={TOKEN}\n \x00{TOKEN}\n",
        f"[client]\ntoken={TOKEN}\n  {TOKEN}\n",
    ],
)
def test_a_broken_file_is_refused_without_a_word_of_its_lines(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InvalidValue, match=r"fileconf|client") as caught:
        resolve(path)
    assert str(path) in str(caught.value)
    assert TOKEN not in whole_story(caught.value)


def test_a_file_that_is_not_utf8_is_refused_without_a_word_of_its_lines(tmp_path: Path) -> None:
    path = written(tmp_path, f"[client]\ntoken={TOKEN}\n".encode() + b"# \xe9\n")
    with pytest.raises(InvalidValue, match="cannot be read") as caught:
        resolve(path)
    assert TOKEN not in whole_story(caught.value)
    assert TOKEN not in repr(caught.value.__cause__)


@pytest.mark.parametrize(
    "broken",
    [f"{TOKEN}\nmore", f"{TOKEN} more", f"{TOKEN}é", f"{TOKEN}\x00", f"a\r\nX: {TOKEN}", "", " "],
)
def test_a_token_that_no_header_can_carry_is_refused_without_showing_it(broken: str) -> None:
    told: list[tuple[str, Any, dict[str, str], dict[str, Any]]] = [
        ("argument client_token", None, {}, {"client_token": broken}),
        ("fileconf['client_token']", {"client_token": broken}, {}, {}),
    ]
    if broken.strip():
        told.append(
            ("variable QARNOT_CLIENT_TOKEN", None, {"QARNOT_CLIENT_TOKEN": broken}, {}),
        )
        told.append(("variable QARNOT_TOKEN", None, {"QARNOT_TOKEN": broken}, {}))
    for source, fileconf, environment, arguments in told:
        with pytest.raises(InvalidValue) as caught:
            resolve(fileconf, environment, **arguments)
        assert source in str(caught.value)
        assert TOKEN not in whole_story(caught.value)


def test_the_blanks_around_a_token_are_dropped() -> None:
    assert token_of(resolve(client_token=f" {TOKEN}\n")) == TOKEN


@pytest.mark.parametrize("wrong", [TOKEN.encode(), 5, True, [TOKEN]])
def test_a_token_that_is_no_text_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidValue, match="client_token") as caught:
        resolve(client_token=wrong)
    assert TOKEN not in whole_story(caught.value)


@given(st.text(max_size=40))
def test_any_text_as_a_token_is_kept_whole_or_refused(text: str) -> None:
    try:
        token = token_of(resolve(client_token=text))
    except InvalidValue:
        assert (
            not text.strip().isascii()
            or not text.strip().isprintable()
            or " " in text
            or (not text.strip())
        )
    else:
        assert token == text.strip()
        token.encode("ascii")
        assert not any(character.isspace() for character in token)


@pytest.mark.parametrize("url", ["https://:{}@host", "https://user:{}@host", "https://{}@host"])
def test_an_address_with_a_password_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(InvalidValue, match="cluster_url") as caught:
        with_token(cluster_url=url.format(TOKEN))
    assert TOKEN not in whole_story(caught.value)


# Single values

BAD = [
    ("cluster_url", ("cluster", "url"), "QARNOT_CLUSTER_URL", "api.qarnot.com"),
    ("cluster_unsafe", ("cluster", "unsafe"), "QARNOT_CLUSTER_UNSAFE", "perhaps"),
    ("cluster_timeout", ("cluster", "timeout"), "QARNOT_CLUSTER_TIMEOUT", "soon"),
    ("cluster_timeout", ("cluster", "timeout"), "QARNOT_CLUSTER_TIMEOUT", "-1"),
    ("cluster_timeout", ("cluster", "timeout"), "QARNOT_CLUSTER_TIMEOUT", "0"),
    ("cluster_timeout", ("cluster", "timeout"), "QARNOT_CLUSTER_TIMEOUT", "nan"),
    ("cluster_timeout", ("cluster", "timeout"), "QARNOT_CLUSTER_TIMEOUT", "inf"),
    ("cluster_custom_certificate", ("cluster", "custom_certificate"), None, "/no/such.pem"),
    ("storage_url", ("storage", "url"), "QARNOT_STORAGE_URL", "ftp://storage"),
    ("storage_unsafe", ("storage", "unsafe"), None, "2"),
    ("storage_custom_certificate", ("storage", "custom_certificate"), None, "/no/such.pem"),
    ("storage_addressing", ("storage", "addressing"), None, "vhost"),
]


@pytest.mark.parametrize(("name", "place", "variable", "bad"), BAD)
def test_a_bad_value_is_shown_with_the_source_it_came_from(
    tmp_path: Path, name: str, place: tuple[str, str], variable: str | None, bad: str
) -> None:
    section, key = place
    path = written(tmp_path, f"[{section}]\n{key}={bad}\n")
    told: list[tuple[str, dict[str, Any]]] = [
        (f"argument {name}", {name: bad}),
        (f"fileconf[{name!r}]", {"fileconf": {name: bad}}),
        (f"[{section}] {key} in {str(path)!r}", {"fileconf": path}),
    ]
    if variable:
        told.append((f"environment variable {variable}", {"environment": {variable: bad}}))
    for source, options in told:
        with pytest.raises(InvalidValue) as caught:
            with_token(**options)
        assert source in str(caught.value)
        assert bad in str(caught.value)
        assert isinstance(caught.value, ValueError)


def test_a_bad_value_that_loses_is_not_looked_at() -> None:
    settings = with_token(
        {"cluster_timeout": "bad"},
        environment={"QARNOT_CLUSTER_TIMEOUT": "worse"},
        cluster_timeout=3,
    )
    assert settings.timeout == 3.0


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("https://api.example/", "https://api.example"),
        (" https://api.example:8443/v1// ", "https://api.example:8443/v1"),
        ("http://[::1]:80", "http://[::1]:80"),
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000"),
    ],
)
def test_an_address_is_kept_without_the_slash_at_its_end(text: str, kept: str) -> None:
    settings = with_token(cluster_url=text, storage_url=text)
    assert (settings.cluster_url, settings.storage_url) == (kept, kept)


@pytest.mark.parametrize(
    "wrong",
    [
        "https://",
        "host",
        "file:///etc/passwd",
        "https://host:0",
        "https://host:99999",
        "https://host:x",
        "https://[",
        "https://ho st",
        "https://ho\nst",
        "https://host\x00",
        "https://user@host",
        "https://host?x=1",
        "https://host#x",
        "https://host?",
        "https://host#",
        "https://:password@host",
        b"https://host",
        5,
        [],
        True,
    ],
)
def test_what_is_not_a_plain_address_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidValue, match=r"cluster_url.*'https://api\.qarnot\.com' was expected"):
        with_token(cluster_url=wrong)


@pytest.mark.parametrize("word", ["true", "True", "TRUE", "1", "yes", "on", " on ", 1])
def test_every_usual_word_for_yes_turns_checks_off(word: Any) -> None:
    with pytest.warns(UserWarning, match="not checked"):
        assert with_token({"cluster_unsafe": word}).cluster_verify is False


@pytest.mark.parametrize("word", ["false", "False", "0", "no", "OFF", 0, False])
def test_every_usual_word_for_no_leaves_checks_on(word: Any) -> None:
    settings = with_token({"cluster_unsafe": word}, environment={"QARNOT_CLUSTER_UNSAFE": "1"})
    assert settings.cluster_verify is True


UNSAFE_WORDS = ["true", "True", "TRUE", "tRuE", "1", "yes", "YES", "Yes", "on", "ON", " On "]
SAFE_WORDS = ["false", "False", "FALSE", "0", "no", "NO", "No", "off", "OFF", " Off "]


@pytest.mark.parametrize("word", UNSAFE_WORDS)
def test_a_variable_turns_checks_off_in_any_case_of_letters(word: str) -> None:
    with pytest.warns(UserWarning, match="not checked"):
        settings = with_token(environment={"QARNOT_CLUSTER_UNSAFE": word})
    assert settings.cluster_verify is False
    assert settings.storage_verify is True


@pytest.mark.parametrize("word", SAFE_WORDS)
def test_a_variable_leaves_checks_on_in_any_case_of_letters(word: str) -> None:
    settings = with_token(environment={"QARNOT_CLUSTER_UNSAFE": word})
    assert settings.cluster_verify is True


@pytest.mark.parametrize(
    "word", ["maybe", "2", "-1", "truee", "tru", "y", "n", "t", "oui", "true,", "none", "0x1"]
)
def test_a_variable_of_another_word_is_refused_with_its_name_and_the_word(word: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        with_token(environment={"QARNOT_CLUSTER_UNSAFE": word})
    assert "environment variable QARNOT_CLUSTER_UNSAFE" in str(caught.value)
    assert repr(word) in str(caught.value)
    assert with_token(
        environment={"QARNOT_CLUSTER_UNSAFE": word}, cluster_unsafe=False
    ).cluster_verify


def test_d60_an_argument_wins_over_the_environment_and_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QARNOT_CLUSTER_TIMEOUT", "7")
    path = written(tmp_path, "[client]\ntoken=of-file\n[cluster]\ntimeout=8\n")
    for fileconf in (None, path, {"client_token": "of-dict"}):
        with qarnot.Connection(fileconf, client_token=TOKEN, cluster_timeout=99) as connection:
            assert connection.timeout == 99.0
            assert token_of(connection._settings) == TOKEN
    # A dict without a timeout leaves it to the environment, and without that to the default.
    with qarnot.Connection({"client_token": TOKEN}) as connection:
        assert connection.timeout == 7.0
    monkeypatch.delenv("QARNOT_CLUSTER_TIMEOUT")
    with qarnot.Connection({"client_token": TOKEN}) as connection:
        assert connection.timeout == 60.0


@pytest.mark.parametrize("kind", [qarnot.Connection, qarnot.AsyncConnection])
def test_d61_an_explicit_false_keeps_checks_on_whatever_else_says(
    kind: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QARNOT_CLUSTER_UNSAFE", "true")
    path = written(tmp_path, "[cluster]\nunsafe=true\n[storage]\nunsafe=true\n")
    checked = {"client_token": TOKEN, "cluster_unsafe": False, "storage_unsafe": False}
    for fileconf in (None, path, {"cluster_unsafe": True, "storage_unsafe": "yes"}):
        with told() as texts:
            connection = kind(fileconf, **checked)
        assert texts == []
        settings = connection._settings
        assert (settings.cluster_verify, settings.storage_verify) == (True, True)


def test_d61_a_variable_that_says_false_keeps_the_certificates_that_were_given(
    tmp_path: Path,
) -> None:
    path = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(path))
    settings = with_token(
        environment={"QARNOT_CLUSTER_UNSAFE": "false"}, cluster_custom_certificate=path
    )
    assert settings.cluster_verify == str(path)


def test_a_certificate_may_be_a_path_object(tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(path))
    settings = with_token(cluster_custom_certificate=path, storage_custom_certificate=str(path))
    assert (settings.cluster_verify, settings.storage_verify) == (str(path), str(path))


@pytest.mark.parametrize("wrong", [5, True, b"ca.pem", [], "", "x" * 5000, "a\0b"])
def test_a_certificate_that_is_no_path_of_a_file_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidValue, match="storage_custom_certificate"):
        with_token(storage_custom_certificate=wrong)


def test_retries_may_be_none_at_all() -> None:
    settings = with_token(retry_count=0, retry_wait=0)
    assert settings.retry == RetryPolicy.none()


@pytest.mark.parametrize("wrong", [-1, 2.5, "many", None, True, float("nan"), float("inf"), []])
def test_a_number_of_retries_that_is_no_count_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidValue, match="argument retry_count: a whole number"):
        with_token(retry_count=wrong)


@pytest.mark.parametrize("wrong", [-0.1, "long", None, False, float("nan"), float("inf"), {}])
def test_a_wait_that_is_no_number_of_seconds_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidValue, match="argument retry_wait: a number of seconds"):
        with_token(retry_wait=wrong)


def test_a_policy_takes_the_place_of_count_and_wait() -> None:
    policy = RetryPolicy.exponential(3)
    assert with_token(retry=policy).retry is policy


@pytest.mark.parametrize("numbers", [{"retry_count": 3}, {"retry_wait": 2}])
def test_a_policy_and_another_count_or_wait_contradict_each_other(numbers: Any) -> None:
    with pytest.raises(InvalidValue, match="takes the place of retry_count and retry_wait"):
        with_token(retry=RetryPolicy.none(), **numbers)


@pytest.mark.parametrize("wrong", ["none", 3, RetryPolicy, [1.0]])
def test_a_policy_that_is_none_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidValue, match=r"argument retry: a qarnot\.retry\.RetryPolicy"):
        with_token(retry=wrong)


@pytest.mark.parametrize("name", ["retry_count", "retry_wait", "cluster_timeout"])
def test_a_number_beyond_every_float_is_refused(name: str) -> None:
    with pytest.raises(InvalidValue, match=name):
        with_token(**{name: 10**400})


# Proxies

API, STORAGE = "https://api.example", "https://storage.example"
PROXY = "http://user:p%40ss@proxy.example:3128"
PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    ("text", "url", "user"),
    [
        ("http://proxy.example", "http://proxy.example:80", None),
        ("https://proxy.example", "https://proxy.example:443", None),
        ("http://proxy.example:3128/", "http://proxy.example:3128", None),
        ("proxy.example:3128", "http://proxy.example:3128", None),
        ("HTTP://Proxy.example:3128", "http://proxy.example:3128", None),
        ("http://10.0.0.1:1", "http://10.0.0.1:1", None),
        ("http://[::1]:3128", "http://[::1]:3128", None),
        ("http://u@proxy.example", "http://proxy.example:80", ("u", "")),
        (PROXY, "http://proxy.example:3128", ("user", "p@ss")),
    ],
)
def test_a_proxy_is_read_with_its_user(
    no_proxies: pytest.MonkeyPatch, text: str, url: str, user: tuple[str, str] | None
) -> None:
    settings = with_token(cluster_proxy=text)
    proxy = settings.cluster_proxy.proxy_to(API)
    assert isinstance(proxy, Proxy)
    assert (proxy.url, proxy.user) == (url, user)
    assert settings.storage_proxy.proxy_to(STORAGE) is None
    assert "p@ss" not in f"{settings} {settings!r} {proxy}"
    assert "p%40ss" not in f"{settings} {settings!r} {proxy}"
    assert with_token(storage_proxy=proxy.full_url).storage_proxy.proxy_to(STORAGE) == proxy


@pytest.mark.parametrize("name", ["cluster_proxy", "storage_proxy"])
@pytest.mark.parametrize(
    "wrong",
    [
        "ftp://u:{}@h",
        "socks5://u:{}@h",
        "http://u:{}@h:x",
        "http://u:{}@h:0",
        "http://u:{}@h:99999",
        "http://u:{}@[::1",
        "http://u:{}@",
        "http://u:{}@h/path",
        "http://u:{}@h?x=1",
        "http://u:{}@h#x",
        "http://u:{}@h\n",
        "http://u:{}@ h",
        "http://u:{}@h\r\nX: 1",
        "://u:{}@h",
        " ",
        5,
        True,
        b"http://h",
        ["http://h"],
    ],
)
def test_a_proxy_that_cannot_be_is_refused_without_showing_it(
    no_proxies: pytest.MonkeyPatch, name: str, wrong: Any
) -> None:
    value = wrong.format(TOKEN) if isinstance(wrong, str) else wrong
    with pytest.raises(InvalidValue, match=f"argument {name}") as caught:
        with_token(**{name: value})
    assert TOKEN not in whole_story(caught.value)


def test_an_empty_proxy_is_none_and_none_asks_the_environment(
    no_proxies: pytest.MonkeyPatch,
) -> None:
    no_proxies.setenv("HTTPS_PROXY", PROXY)
    settings = with_token(cluster_proxy="")
    assert settings.cluster_proxy.proxy_to(API) is None
    proxy = settings.storage_proxy.proxy_to(STORAGE)
    assert proxy is not None
    assert (proxy.url, proxy.user) == ("http://proxy.example:3128", ("user", "p@ss"))


def test_a_proxy_that_was_set_is_taken_whatever_the_environment_says(
    no_proxies: pytest.MonkeyPatch,
) -> None:
    no_proxies.setenv("HTTPS_PROXY", "http://other.example")
    no_proxies.setenv("NO_PROXY", "*")
    proxy = with_token(cluster_proxy=PROXY).cluster_proxy.proxy_to(API)
    assert proxy is not None
    assert proxy.url == "http://proxy.example:3128"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, {}),
        ({"HTTPS_PROXY": "http://a:1"}, {"https": "http://a:1"}),
        ({"https_proxy": "a:1"}, {"https": "http://a:1"}),
        ({"HTTP_PROXY": "http://a:1"}, {"http": "http://a:1"}),
        ({"ALL_PROXY": "http://a:1"}, {"http": "http://a:1", "https": "http://a:1"}),
        (
            {"ALL_PROXY": "http://a:1", "HTTP_PROXY": "http://b:1"},
            {"http": "http://b:1", "https": "http://a:1"},
        ),
        ({"ALL_PROXY": "http://a:1", "NO_PROXY": "*"}, {}),
        ({"ALL_PROXY": "http://a:1", "NO_PROXY": "api.example"}, {}),
        ({"ALL_PROXY": "http://a:1", "NO_PROXY": ".example"}, {}),
        ({"ALL_PROXY": "http://a:1", "no_proxy": "x, example"}, {}),
        ({"HTTPS_PROXY": "http://a:1", "NO_PROXY": "storage.example"}, {"https": "http://a:1"}),
        ({"HTTPS_PROXY": "http://a:1", "NO_PROXY": "api.example:8443"}, {"https": "http://a:1"}),
        ({"HTTPS_PROXY": ""}, {}),
    ],
)
def test_the_environment_says_which_proxy_leads_to_an_address(
    no_proxies: pytest.MonkeyPatch, variables: dict[str, str], expected: dict[str, str]
) -> None:
    for name, value in variables.items():
        no_proxies.setenv(name, value)
    choice = with_token().cluster_proxy
    found = {
        scheme: proxy.url
        for scheme in ("http", "https")
        if (proxy := choice.proxy_to(f"{scheme}://api.example")) is not None
    }
    assert found == expected


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_wrong_proxy_of_the_environment_is_refused_when_it_is_needed(
    no_proxies: pytest.MonkeyPatch, variable: str
) -> None:
    no_proxies.setenv(variable, f"ftp://u:{TOKEN}@h")
    with pytest.raises(InvalidValue, match=f"environment variable {variable.upper()}") as caught:
        with_token().cluster_proxy.proxy_to(API)
    assert TOKEN not in whole_story(caught.value)
    assert with_token(cluster_proxy="").cluster_proxy.proxy_to(API) is None


@pytest.mark.parametrize("proxy", [None, PROXY])
def test_d54_the_storage_goes_by_the_settings_of_the_connection(
    no_proxies: pytest.MonkeyPatch, proxy: str | None
) -> None:
    def account(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=httpx.ByteStream(b'{"email":"a@b.example"}'))

    no_proxies.setenv("HTTPS_PROXY", "http://other.example")
    with qarnot.Connection(
        client_token=TOKEN,
        cluster_url=API,
        storage_url=STORAGE,
        cluster_timeout=1.5,
        retry_count=0,
        transport=httpx.MockTransport(account),
        storage_proxy=proxy or "",
    ) as connection:
        config = connection.s3client.meta.config
        assert (config.connect_timeout, config.read_timeout) == (1.5, 1.5)  # type: ignore[attr-defined]
        assert config.retries == {"mode": "standard", "total_max_attempts": 1}  # type: ignore[attr-defined]
        assert not proxy or set(config.proxies.values()) == {proxy}  # type: ignore[attr-defined]
        assert proxy or not config.proxies  # type: ignore[attr-defined]


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.binary(max_size=20),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)
names = ["client_token", "cluster_url", "cluster_unsafe", "cluster_timeout", "storage_url"]


@given(
    arguments=st.dictionaries(st.sampled_from(names), values),
    fileconf=st.dictionaries(st.sampled_from(names) | st.text(max_size=5), values),
    environment=st.dictionaries(
        st.sampled_from(["QARNOT_CLIENT_TOKEN", "QARNOT_CLUSTER_URL", "QARNOT_CLUSTER_TIMEOUT"]),
        st.text(max_size=20),
    ),
    retry_count=values,
    retry_wait=values,
)
def test_whatever_is_told_gives_settings_or_an_error_of_ours(
    arguments: dict[str, Any],
    fileconf: dict[str, Any],
    environment: dict[str, str],
    retry_count: Any,
    retry_wait: Any,
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            settings = resolve(
                fileconf, environment, retry_count=retry_count, retry_wait=retry_wait, **arguments
            )
        except QarnotGenericException:
            return
    assert token_of(settings)
    assert settings.timeout > 0
    assert all(wait >= 0 for wait in settings.retry.waits)
    assert settings.cluster_url.startswith(("http", "HTTP"))


@given(st.binary(max_size=300))
def test_any_bytes_as_a_file_give_settings_or_an_error_of_ours(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = written(tmp_path_factory.getbasetemp(), content)
    refusal = ""
    try:
        assert token_of(with_token(path)) == TOKEN
    except InvalidValue as error:
        refusal = str(error)
    assert not refusal or str(path) in refusal

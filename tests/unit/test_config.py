"""Settings: where each comes from, which source wins, and what is refused in which words."""

from __future__ import annotations

import os
import traceback
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qarnot.config import Settings, resolve_settings
from qarnot.exceptions import InvalidValue, QarnotGenericException

TOKEN = "very-secret-5d7c0b1e"


def resolve(
    fileconf: Any = None,
    environment: Mapping[str, str] | None = None,
    *,
    retry_count: Any = 5,
    retry_wait: Any = 1.0,
    **arguments: Any,
) -> Settings:
    return resolve_settings(
        fileconf,
        arguments,
        retry_count=retry_count,
        retry_wait=retry_wait,
        environment={} if environment is None else environment,
    )


def with_token(fileconf: Any = None, **rest: Any) -> Settings:
    return resolve(fileconf, **{"client_token": TOKEN, **rest})


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "qarnot.conf"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


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
]
FLAGS: list[tuple[str, tuple[str, str], str | None, str]] = [
    ("cluster_unsafe", ("cluster", "unsafe"), "QARNOT_CLUSTER_UNSAFE", "cluster_verify"),
    ("storage_unsafe", ("storage", "unsafe"), None, "storage_verify"),
]


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificates")
    for source in ("argument", "given", "environment"):
        (folder / source).touch()
    return folder


def value_from(source: str, name: str, certificates: Path) -> str:
    if name.endswith("certificate"):
        return str(certificates / source)
    if name == "cluster_timeout":
        return {"argument": "11", "given": "22", "environment": "33"}[source]
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
    assert {attribute: getattr(settings, attribute) for attribute in expected} == expected


@pytest.mark.parametrize(("name", "place", "variable", "attribute"), FLAGS)
@pytest.mark.parametrize("as_file", [True, False])
@pytest.mark.parametrize("argument", [True, False])
@pytest.mark.parametrize("given_flag", [True, False, None])
@pytest.mark.parametrize("in_environment", ["true", "false", None])
def test_checks_are_off_only_when_the_strongest_source_says_so(
    tmp_path: Path,
    name: str,
    place: tuple[str, str],
    variable: str | None,
    attribute: str,
    as_file: bool,
    argument: bool,
    given_flag: bool | None,
    in_environment: str | None,
) -> None:
    section, key = place
    fileconf: Any = {} if given_flag is None else {name: given_flag}
    if as_file:
        line = "" if given_flag is None else f"{key}={given_flag}"
        fileconf = written(tmp_path, f"[{section}]\n{line}\n")
    environment = {variable: in_environment} if variable and in_environment else {}
    # An argument cannot say "checked": False is what it is when it was not given.
    if argument:
        unsafe = True
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
    assert resolve(environment=both).token == "first"
    assert resolve(environment={"QARNOT_TOKEN": "second"}).token == "second"
    assert resolve(environment={**both, "QARNOT_CLIENT_TOKEN": " "}).token == "second"


def test_the_variables_of_the_process_are_read_by_default(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [name for name in os.environ if name.startswith("QARNOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("QARNOT_CLIENT_TOKEN", TOKEN)
    monkeypatch.setenv("QARNOT_CLUSTER_URL", "https://from.environment")
    settings = resolve_settings(None, {}, retry_count=5, retry_wait=1)
    assert (settings.token, settings.cluster_url) == (TOKEN, "https://from.environment")


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
    assert (settings.token, settings.timeout) == (TOKEN, 7.0)


def test_a_none_in_a_dict_leaves_the_setting_to_the_environment() -> None:
    settings = resolve(
        {"client_token": None, "cluster_url": None},
        {"QARNOT_CLIENT_TOKEN": TOKEN, "QARNOT_CLUSTER_URL": "https://environment"},
    )
    assert (settings.token, settings.cluster_url) == (TOKEN, "https://environment")


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
        token="login",
        cluster_url="https://localhost",
        cluster_verify=True,
        timeout=60.0,
        storage_url="https://storage",
        storage_verify=True,
        retry_count=5,
        retry_wait=1.0,
    )


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbf[client]\ntoken=login\n")
    assert resolve(path).token == "login"


def test_what_a_file_says_beyond_the_known_is_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path, f"[client]\ntoken={TOKEN}\n[cluster]\nversion=v1\n[editor]\nx=1\n")
    assert resolve(path).token == TOKEN


def test_a_percent_sign_in_a_file_stands_for_itself(tmp_path: Path) -> None:
    path = written(tmp_path, "[client]\ntoken=a%b%%c%(d)s\n")
    assert resolve(path).token == "a%b%%c%(d)s"


def test_an_unknown_key_of_a_dict_is_named_with_the_known_ones() -> None:
    with pytest.raises(InvalidValue, match=r"cluster_ulr.*cluster_url"):
        resolve({"client_token": TOKEN, "cluster_ulr": "https://a"})


def test_the_old_name_of_the_token_in_a_file_still_works_and_warns(tmp_path: Path) -> None:
    path = written(tmp_path, f"[client]\nauth={TOKEN}\n")
    with pytest.warns(UserWarning, match=r"\[client\] auth is the old name of \[client\] token"):
        assert resolve(path).token == TOKEN


def test_the_old_name_of_the_token_in_a_dict_still_works_and_warns() -> None:
    with pytest.warns(UserWarning, match="client_auth is the old name of client_token"):
        assert resolve({"client_auth": TOKEN}).token == TOKEN


def test_beside_the_new_name_the_old_one_counts_for_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, f"[client]\nauth=old\ntoken={TOKEN}\n")
    assert resolve(path).token == TOKEN
    assert resolve({"client_auth": "old", "client_token": TOKEN}).token == TOKEN


@pytest.mark.parametrize(
    "fileconf",
    [{"client_auth": TOKEN}, {"client_token": TOKEN, "cluster_unsafe": True}],
    ids=["old name", "unsafe"],
)
def test_a_warning_points_at_the_caller_of_the_constructor(fileconf: dict[str, Any]) -> None:
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


# The token stays secret


def whole_story(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)) + repr(error) + str(error)


def test_settings_never_show_the_token() -> None:
    settings = with_token()
    assert settings.token == TOKEN
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
    assert resolve(client_token=f" {TOKEN}\n").token == TOKEN


@pytest.mark.parametrize("wrong", [TOKEN.encode(), 5, True, [TOKEN]])
def test_a_token_that_is_no_text_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidValue, match="client_token") as caught:
        resolve(client_token=wrong)
    assert TOKEN not in whole_story(caught.value)


@given(st.text(max_size=40))
def test_any_text_as_a_token_is_kept_whole_or_refused(text: str) -> None:
    try:
        token = resolve(client_token=text).token
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


def test_a_certificate_may_be_a_path_object(tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    path.touch()
    settings = with_token(cluster_custom_certificate=path, storage_custom_certificate=str(path))
    assert (settings.cluster_verify, settings.storage_verify) == (str(path), str(path))


@pytest.mark.parametrize("wrong", [5, True, b"ca.pem", [], "", "x" * 5000, "a\0b"])
def test_a_certificate_that_is_no_path_of_a_file_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidValue, match="storage_custom_certificate"):
        with_token(storage_custom_certificate=wrong)


def test_retries_may_be_none_at_all() -> None:
    settings = with_token(retry_count=0, retry_wait=0)
    assert (settings.retry_count, settings.retry_wait) == (0, 0.0)


@pytest.mark.parametrize("wrong", [-1, 2.5, "many", None, True, float("nan"), float("inf"), []])
def test_a_number_of_retries_that_is_no_count_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidValue, match="argument retry_count: a whole number"):
        with_token(retry_count=wrong)


@pytest.mark.parametrize("wrong", [-0.1, "long", None, False, float("nan"), float("inf"), {}])
def test_a_wait_that_is_no_number_of_seconds_is_refused(wrong: Any) -> None:
    with pytest.raises(InvalidValue, match="argument retry_wait: a number of seconds"):
        with_token(retry_wait=wrong)


@pytest.mark.parametrize("name", ["retry_count", "retry_wait", "cluster_timeout"])
def test_a_number_beyond_every_float_is_refused(name: str) -> None:
    with pytest.raises(InvalidValue, match=name):
        with_token(**{name: 10**400})


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
    assert settings.token
    assert settings.timeout > 0
    assert settings.retry_count >= 0
    assert settings.retry_wait >= 0
    assert settings.cluster_url.startswith(("http", "HTTP"))


@given(st.binary(max_size=300))
def test_any_bytes_as_a_file_give_settings_or_an_error_of_ours(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.conf"
    path.write_bytes(content)
    refusal = ""
    try:
        assert with_token(path).token == TOKEN
    except InvalidValue as error:
        refusal = str(error)
    assert not refusal or str(path) in refusal

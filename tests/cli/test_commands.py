"""The command as an operator meets it: real processes on a data directory of their own."""

import re
import socket

import pytest

from tests.processes import Home

KEY = re.compile(r"pk_live_[A-Za-z0-9]{32}\n")


def test_partner_create_prints_the_key_and_nothing_else(home: Home) -> None:
    code, output, complaints = home.nudge("partner", "create", "Acme")
    assert (code, complaints) == (0, "")
    assert KEY.fullmatch(output)


def test_a_name_that_is_taken_is_one_line(home: Home) -> None:
    home.nudge("partner", "create", "Acme")
    code, output, complaints = home.nudge("partner", "create", "Acme")
    assert (code, output, complaints.count("\n")) == (1, "", 1)
    assert "Acme" in complaints


def test_rotate_key_prints_another_key(home: Home) -> None:
    _, first, _ = home.nudge("partner", "create", "Acme")
    code, second, _ = home.nudge("partner", "rotate-key", "Acme")
    assert code == 0
    assert KEY.fullmatch(second)
    assert second != first


def test_rotating_a_key_of_nobody_is_explained(home: Home) -> None:
    code, output, complaints = home.nudge("partner", "rotate-key", "Nobody")
    assert (code, output) == (1, "")
    assert "Nobody" in complaints


def test_the_consent_history_of_a_phone_is_a_table(home: Home) -> None:
    code, output, complaints = home.nudge("consent", "+14155551234")
    assert (code, output, complaints) == (0, "phone,account,change,at,rule,source,message,words\n", "")
    code, output, complaints = home.nudge("consent", "+14155551234", "--account", "7")
    assert (code, output, complaints.count("\n")) == (2, "", 1)


def test_seeding_again_shows_the_same_key(home: Home) -> None:
    _, first, _ = home.nudge("seed")
    _, again, _ = home.nudge("seed")
    assert KEY.fullmatch(first)
    assert again == first


def test_a_lost_demo_key_is_made_anew(home: Home) -> None:
    _, first, _ = home.nudge("seed")
    (home.data / "demo.key").unlink()
    _, second, _ = home.nudge("seed")
    assert KEY.fullmatch(second)
    assert second != first


def test_doctor_says_what_is_missing(home: Home) -> None:
    code, output, _ = home.nudge("doctor")
    assert (code, "`nudge dev`" in output) == (0, True), "nothing runs, and nothing is wrong"
    home.hold()
    code, output, _ = home.nudge("doctor")
    assert (code, "`nudge migrate`" in output) == (1, True)
    home.nudge("migrate")
    code, output, _ = home.nudge("doctor", "--worker")
    assert (code, "`nudge worker`" in output) == (1, True)


def test_a_port_that_is_taken_is_one_line_with_the_remedy(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, complaints = home.nudge("dev", "--port", str(port))
    assert (code, complaints.count("\n")) == (1, 1)
    assert re.search(rf"Port {port} is taken: .*--port \d+", complaints)


def test_a_reply_with_no_api_says_what_to_start(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code, _, complaints = home.nudge("reply", "+14155551234", "Yes", "--port", str(port))
    assert (code, "`nudge dev`" in complaints) == (1, True)


@pytest.mark.parametrize("words", [("dev", "--port", "99999"), ("nonsense",)])
def test_bad_settings_and_arguments_exit_with_2(home: Home, words: tuple[str, ...]) -> None:
    process = home.start("-m", "app.cli", *words)
    _, complaints = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "Traceback" not in complaints

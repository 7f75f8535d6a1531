import subprocess
import sys

from labapp.domain.readiness import ReadyState
from tests.bench.probes import run


def test_a_hundred_probes_of_which_thirty_hang_end_in_time_and_never_hold_up_the_loop() -> None:
    ran = run(2.0)

    assert ran.states == {ReadyState.TIMED_OUT: 30, ReadyState.READY: 70}
    assert ran.took < 2 + 1
    assert ran.stall <= 0.05


def test_the_web_client_is_not_loaded_before_a_web_probe_runs() -> None:
    code = "import labapp.probes.running, sys; print('httpx' in sys.modules)"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "False"

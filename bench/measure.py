"""What every race needs: a child's own count of its time and memory, sizes, and what machine this is."""

import json
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
NOW = "2026-06-01T06:00:00Z"


def run(name, *words, env=None):
    """Runs a program to its end: wall and processor seconds, and the most memory that it held; and what it said.

    The kernel counts a child's memory from the moment of the fork, so whoever forks must be small: a Python that has nothing imported."""
    said = subprocess.run([sys.executable, "-S", __file__, name, *map(str, words)], env=os.environ | (env or {}), cwd=HERE, capture_output=True, text=True)
    if said.returncode:
        sys.exit(f"{' '.join(map(str, words))}\nended with {said.returncode}:\n{Path(name).read_text()[-3000:]}{said.stderr}")
    return json.loads(said.stdout), Path(name).read_text()


def run_here(name, *words):
    with open(name, "w") as err:
        began = time.monotonic()
        child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=err)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.monotonic() - began
    print(json.dumps({"wall": wall, "cpu": used.ru_utime + used.ru_stime, "rss": used.ru_maxrss * 1024}))
    sys.exit(os.waitstatus_to_exitcode(status))


def size(folder, ending=""):
    return sum(f.stat().st_size for f in Path(folder).rglob("*" + ending) if f.is_file())


def clean(*folders):
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    os.sync()


def python(work):
    """The peers' own environment, with the versions that are pinned."""
    wanted, stamp = (HERE / "requirements.txt").read_text(), work / "venv/wanted"
    if not stamp.exists() or stamp.read_text() != wanted:
        subprocess.run([sys.executable, "-m", "venv", work / "venv"], check=True)
        subprocess.run([work / "venv/bin/pip", "install", "-q", "--disable-pip-version-check", "-r", HERE / "requirements.txt"], check=True)
        stamp.write_text(wanted)
    return work / "venv/bin/python"


def enter(work):
    """Goes on in the peers' environment, where it is not there yet; its interpreter."""
    inside = python(work)
    if Path(sys.prefix) != work.resolve() / "venv":
        os.execv(inside, [inside, "-W", "ignore", *sys.argv])
    return inside


def release(given):
    """The program that was named, or the optimised one, built."""
    if given:
        return Path(given).resolve()
    subprocess.run(["cargo", "build", "--release", "--locked"], check=True, cwd=HERE.parent)
    return HERE.parent / "target/release/reckon"


def machine(reckon):
    cpu = [line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    version = subprocess.run([reckon, "--version"], capture_output=True, text=True).stdout.strip()
    told = {"cpu": cpu[0] if cpu else platform.machine(), "cores": os.cpu_count(), "system": f"{platform.system()} {platform.release()}", "program": version}
    told["memory_bytes"] = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    told["python"] = platform.python_version()
    told["peers"] = (HERE / "requirements.txt").read_text().split()
    return told


if __name__ == "__main__":
    run_here(*sys.argv[1:])

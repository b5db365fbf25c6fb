"""Installs everything into `.venv` and opens the program on the sample province.

`make run` and, on Windows, `py run.py` call it. Where there is no display it does the same job headless: sample
province, checks, the plan as Word, PDF and Excel and a picture of every screen under `out/`. Standard library only.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
OUT = ROOT / "out"
WINDOWS = sys.platform == "win32"

SYSTEM_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
}
SCREEN_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
DEV_LIBRARIES = {"/usr/lib/softhsm/libsofthsm2.so": "softhsm2", "/usr/bin/chromium": "chromium", "/sbin/ip": "iproute2"}
"""What the tests need on top: a token in software, a browser, networks apart."""
POSTGRESQL = ("/usr/local/bin/postgres", "/usr/lib/postgresql/*/bin/postgres")
"""Where the tests find a PostgreSQL to start; else its package is installed."""


def main() -> int:
    """Install, then open the window or do the headless job."""
    parser = argparse.ArgumentParser(description="Cài đặt vào .venv rồi mở chương trình trên tỉnh mẫu Lâm Đồng.")
    parser.add_argument("--install-only", action="store_true", help="chỉ cài đặt")
    parser.add_argument("--dev", action="store_true", help="cài cả công cụ kiểm thử")
    parser.add_argument("--headless", action="store_true", help="không mở cửa sổ, ghi kết quả vào out/")
    given = parser.parse_args()
    screen = not given.headless and has_display()
    extra = (SCREEN_LIBRARIES if screen else {}) | (dev_libraries() if given.dev else {})
    install_system(SYSTEM_LIBRARIES | extra)
    install_python(dev=given.dev)
    if given.install_only:
        return 0
    return open_window() if screen else do_headless()


def dev_libraries() -> dict[str, str]:
    """What the tests need, a PostgreSQL only where none is found."""
    has_postgresql = any(found for place in POSTGRESQL for found in Path("/").glob(place.lstrip("/")))
    return DEV_LIBRARIES if has_postgresql else DEV_LIBRARIES | {POSTGRESQL[0]: "postgresql"}


def has_display() -> bool:
    """Whether a window can be opened here."""
    return WINDOWS or sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def install_system(libraries: dict[str, str]) -> None:
    """Install missing system packages where this may be done; else name them.

    A library is a name that the loader knows or, where it lies apart, a whole path.
    """
    if not sys.platform.startswith("linux"):
        return
    known = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=False).stdout
    missing = sorted(
        {name for library, name in libraries.items() if library not in known and not Path(library).is_file()}
    )
    if not missing:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Cài gói hệ thống còn thiếu:", " ".join(missing), flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment)
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    else:
        print("Thiếu gói hệ thống. Nhờ quản trị máy chạy: sudo", " ".join(command), flush=True)


def install_python(*, dev: bool) -> None:
    """Make `.venv` from the hash-locked requirements, once for each change of them."""
    more = ["requirements-server.txt", "requirements-dev.txt"] if dev else []
    wanted = [ROOT / name for name in ("requirements.txt", *more)]
    mark = VENV / ("installed-dev" if dev else "installed")
    newest = max(path.stat().st_mtime for path in [*wanted, ROOT / "pyproject.toml"])
    if mark.exists() and mark.stat().st_mtime >= newest:
        return
    print("Cài đặt chương trình vào .venv ...", flush=True)
    if not venv_python().exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    pip = [str(venv_python()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    files = [part for path in wanted for part in ("-r", str(path))]
    subprocess.run([*pip, "--require-hashes", *files], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True)
    mark.touch()


def venv_python() -> Path:
    """The interpreter inside `.venv`."""
    return VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")


def kh02(*arguments: str) -> int:
    """Run one `kh02` command of the installed program."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}
    return subprocess.run([str(venv_python()), "-m", "app.cli", *arguments], env=environment, check=False).returncode


def sample() -> Path:
    """The sample province, made once under `out/`."""
    OUT.mkdir(exist_ok=True)
    file = OUT / "Lâm Đồng mẫu.kh02"
    if not file.exists() and kh02("sample", str(file)) != 0:
        sys.exit("Không tạo được tỉnh mẫu.")
    return file


def open_window() -> int:
    """Open the program on the sample province."""
    return subprocess.run([str(venv_python()), "-m", "app", str(sample())], cwd=ROOT, check=False).returncode


def do_headless() -> int:
    """Sample province -> checks -> papers and pictures under `out/`."""
    print("Máy không có màn hình: làm cùng việc đó không mở cửa sổ, kết quả trong out/.", flush=True)
    file = str(sample())
    kh02("check", file)
    failed = kh02("export", file, "ke-hoach", "--to", str(OUT), "--force") or kh02(
        "shots", file, "--to", str(OUT / "shots")
    )
    print("Xong. Xem thư mục out/." if not failed else "Có lỗi, xem thông báo ở trên.", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())

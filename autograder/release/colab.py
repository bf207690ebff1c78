"""The first code cell of each notebook, which is for Google Colab alone."""

#: What a notebook's text says where the cell is to stand.
PLACE = "# {colab}"

_CELL = """\
# For Google Colab: find the assignment, in Drive or uploaded, and install its checks.
# Anywhere else this cell does nothing.
import sys

if "google.colab" in sys.modules:
    import os
    import subprocess
    import zipfile
    from pathlib import Path

    try:
        from google.colab import drive

        drive.mount("/content/drive")
    except Exception as error:  # there is no Drive, or it wasn't allowed
        print(f"no Drive ({error}): download your work before the session ends")
    roots = [Path("/content/drive/MyDrive"), Path("/content")]
    for root in roots:
        if (root / "ID-student.zip").exists() and not (root / "ID").exists():
            zipfile.ZipFile(root / "ID-student.zip").extractall(root)
    folders = [root / "ID" for root in roots if (root / "ID").is_dir()]
    if folders:
        os.chdir(folders[0])
        sys.path.insert(0, str(folders[0]))
        wheels = [f"{wheel}[data]" for wheel in folders[0].glob("vendor/*.whl")]
        install = [sys.executable, "-m", "pip", "install", "--quiet", *wheels]
        subprocess.run(install, check=True)
        print("working in", folders[0])
    else:
        print("upload ID-student.zip to the session's files; run this cell again")"""


def colab_cell(assignment_id: str) -> str:
    """Return the cell's code.

    It mounts Drive if it can, unpacks the students' zip where that was put, goes to the
    assignment's folder, and installs numgrade from the wheel there.
    """
    return _CELL.replace("ID", assignment_id)

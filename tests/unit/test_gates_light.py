"""The gates load the signing libraries only when they sign or check."""

import subprocess
import sys


def test_rules_load_neither_c2pa_nor_cryptography():
    code = (
        "import sys, secondunit.gates.rules.policy, secondunit.gates.signing.clearance, secondunit.gates.credentials.credential,"
        "secondunit.gates.credentials.verify, secondunit.gates.credentials.delivery_manifest, secondunit.gates.signing.keys;"
        "heavy = {'c2pa', 'cryptography', 'numpy', 'torch', 'cv2', 'bpy'} & set(sys.modules);"
        "print(sorted(heavy)); sys.exit(bool(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr

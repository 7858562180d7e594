# SPDX-License-Identifier: BSL-1.0
# Sourced by examples/run, tests/run and .ci/run: packages and build folders. `root` is the top of this tree.

# install_packages NAME... installs those Debian packages that are missing, and is silent when none is.
install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    echo "This is no Debian; what follows takes for granted: $*"
    return
  fi
  missing=
  for package; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  as_root=
  if [ "$(id -u)" != 0 ]; then
    as_root=sudo
    if ! command -v sudo >/dev/null; then
      echo "Neither root nor sudo: ask an administrator to apt-get install$missing" >&2
      exit 1
    fi
  fi
  echo "Installing$missing"
  log=$(mktemp)
  $as_root apt-get -q update >"$log" 2>&1 || echo "apt-get update failed; trying with the lists that are here" >&2
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install $missing >>"$log" 2>&1 ||
    { cat "$log" >&2; rm -f "$log"; exit 1; }
  rm -f "$log"
}

# build_folder NAME prints build/NAME of this tree, or a folder in the user's cache where that is not ours to write.
build_folder() {
  here=$root/build/$1
  made=$here/build.ninja
  if mkdir -p "$here" 2>/dev/null && [ -w "$here" ] && { [ ! -e "$made" ] || [ -w "$made" ]; }; then
    echo "$here"
  else
    cache=${XDG_CACHE_HOME:-${HOME:-}/.cache}/ctnn/$(printf %s "$root" | cksum | cut -d ' ' -f 1)/$1
    mkdir -p "$cache" 2>/dev/null || cache=$(mktemp -d)
    echo "$cache"
  fi
}

# build FOLDER ARGUMENT... runs ninja with one job a processor: more of them share its caches and take longer, all in all.
build() {
  built=$1
  shift
  ninja -C "$built" -j "$(nproc 2>/dev/null || echo 2)" "$@"
}

# configure FOLDER OPTION... runs Meson; a folder that it cannot reuse (moved tree, other Meson) is made anew.
configure() {
  folder=$1
  shift
  log=$(mktemp)
  { [ -e "$folder/build.ninja" ] && meson setup --reconfigure "$folder" "$root" "$@"; } >"$log" 2>&1 ||
    { rm -rf "$folder" && meson setup "$folder" "$root" "$@"; } >"$log" 2>&1 ||
    { cat "$log" >&2; rm -f "$log"; exit 1; }
  rm -f "$log"
}

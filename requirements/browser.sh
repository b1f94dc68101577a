#!/bin/sh
# The tests look at the built site with a real Chromium and Chinese fonts. Both come from the
# system: install them where that is allowed, else say what to install.
set -eu

packages="chromium fonts-noto-cjk"

has_browser() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }
has_fonts() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh family)" ]; }

if has_browser && has_fonts; then
    exit 0
fi
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing $packages fontconfig for the browser tests"
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        $packages fontconfig >/dev/null
fi
if has_browser && has_fonts; then
    exit 0
fi
echo "The tests need Chromium and a Chinese font: install $packages (and fontconfig)," \
    "or the like of your system, then run make test again." >&2
exit 1

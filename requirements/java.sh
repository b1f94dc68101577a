#!/bin/sh
# The Nu HTML validator of the tests runs in Java, which comes from the system: install it where
# that is allowed, else say what to install.
set -eu

has_java() { command -v java >/dev/null && java -version >/dev/null 2>&1; }

if has_java; then
    exit 0
fi
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing default-jre-headless for the HTML validator"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        default-jre-headless >/dev/null
fi
if has_java; then
    exit 0
fi
echo "The tests need a Java runtime (17 or newer): install default-jre-headless," \
    "or the like of your system, then run make test again." >&2
exit 1

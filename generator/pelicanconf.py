"""Build the same site with Pelican's own command: ``pelican -s generator/pelicanconf.py``.

``pelican CONTENT -o OUTPUT -s generator/pelicanconf.py`` takes another register and place.
Everything else is that of ``kuangxin-site build``: the checks, the problems, the exit status,
and an old output that stays whole until the new one takes its place.
"""

from kuangxin_site import cli, pelican_bridge

PATH = "../content"
OUTPUT_PATH = "../output"

#: The day of the release as a date (None: the register's own, or today); worker processes (0: all).
KUANGXIN_AS_OF = None
KUANGXIN_JOBS = 0

KUANGXIN_BUILD = cli.run_build
PELICAN_CLASS = pelican_bridge.PelicanBuild
globals().update(pelican_bridge.SETTINGS)

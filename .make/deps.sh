#!/bin/sh
# deps.sh: placeholder until the front door lands: installs nothing.
exit 0

#!/bin/sh
# Makes every lock file anew from the .in file beside it, newest versions first. Needs uv and the network.
set -eu
cd "$(dirname "$0")/.."
for name in layers/common/requirements functions/api/requirements functions/console/requirements functions/enroll/requirements \
            requirements/bootstrap requirements/emulator requirements/sam requirements/function \
            requirements/fuzz requirements/peers requirements/dev; do
    uv pip compile "$name.in" --output-file "$name.txt" --quiet --upgrade --universal --python-version 3.13 \
        --generate-hashes --no-header --no-emit-index-url --no-emit-find-links
done

#!/bin/sh
# Compiles what the browser gets from what lies here.  Needs Node 20 or newer and the project's .venv (fonttools, brotli).
# Run it after a change in this folder and commit its output: the service itself never needs Node.
set -eu
cd "$(dirname "$0")"
python="${PYTHON:-../.venv/bin/python}"
static=../app/web/static

npm ci --no-audit --no-fund --ignore-scripts

node_modules/.bin/sass --no-source-map --style=compressed --load-path=node_modules qonys.scss "$static/qonys.css"
# The last line of the script names a source map, which is not served.
sed '/^\/\/# sourceMappingURL=/d' node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js > "$static/govuk-frontend.min.js"

fonts=node_modules/@expo-google-fonts/golos-text
mkdir -p fonts "$static/fonts"
cp "$fonts/LICENSE_FONT" fonts/OFL.txt
cp "$fonts/LICENSE_FONT" "$static/fonts/OFL.txt"
for style in 400Regular 700Bold; do
    name="GolosText-${style#[0-9][0-9][0-9]}"
    cp "$fonts/$style/GolosText_$style.ttf" "fonts/$name.ttf"
    "$python" -m fontTools.ttLib.woff2 compress -o "$static/fonts/$name.woff2" "fonts/$name.ttf"
done

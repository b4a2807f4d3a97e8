"""Charts drawn on the server: plain geometry here, accessible SVG in ``templates/macros/charts.html``."""

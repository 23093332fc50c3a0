"""Pictures of counts: bars drawn as SVG, with their figures in words and a table behind them."""

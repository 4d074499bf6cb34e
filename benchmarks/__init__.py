"""What things cost, as ratios measured in one run: `docs/performance.md` says how to read them."""

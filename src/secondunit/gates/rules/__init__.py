"""Rules as data and the verdict they give: packs, conditions, territories, and the decision over all facts."""

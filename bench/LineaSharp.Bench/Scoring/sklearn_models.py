"""Fits ensembles of 200 trees of depth 6 on 20 features; saves each as a pickle and in the layout of skops, and predictions: sklearn_models.py FOLDER."""
import pickle
import sys

import numpy as np
from sklearn import ensemble

import skops_writer

rng = np.random.RandomState(1)
x = rng.rand(5000, 20)
y = np.sin(x[:, 0] * 6) + x[:, 1] * x[:, 2] + x[:, 3] + rng.rand(5000)
models = {
    "random-forest": ensemble.RandomForestRegressor(200, max_depth=6, random_state=1),
    "gradient-boosting": ensemble.GradientBoostingRegressor(n_estimators=200, max_depth=6, random_state=1),
    "hist-gradient-boosting": ensemble.HistGradientBoostingRegressor(max_iter=200, max_depth=6, max_leaf_nodes=64, early_stopping=False, random_state=1),
}
for name, model in models.items():
    model.fit(x, y)
    with open(f"{sys.argv[1]}/{name}.pkl", "wb") as file:
        pickle.dump(model, file)
    skops_writer.dump(model, f"{sys.argv[1]}/{name}.skops")
    np.savetxt(f"{sys.argv[1]}/{name}.txt", np.column_stack([x[:50], model.predict(x[:50])]), fmt="%.17g")

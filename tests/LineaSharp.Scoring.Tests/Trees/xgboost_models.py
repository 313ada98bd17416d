"""Trains small random models of XGBoost and writes each with rows and the library's own answers: <n>.json|ubj|bin, and <n>.txt of numbers."""
import sys
import numpy
import xgboost

folder, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
xgboost.set_config(verbosity=0)
random = numpy.random.default_rng(seed)

OBJECTIVES = [
    "reg:squarederror", "reg:squaredlogerror", "reg:pseudohubererror", "reg:absoluteerror", "reg:logistic", "binary:logistic", "binary:logitraw", "binary:hinge",
    "multi:softmax", "multi:softprob", "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft", "rank:pairwise", "rank:ndcg", "rank:map",
]


def rows_of(n, features, kinds):
    rows = random.normal(size=(n, features)) * 10 ** random.uniform(-3, 3)
    for i, kind in enumerate(kinds):
        if kind == "c":
            rows[:, i] = random.integers(0, 9, n)
    rows[random.random(rows.shape) < random.choice([0, 0.15])] = numpy.nan
    return rows.astype(numpy.float32)


def labels_of(objective, n, classes):
    if objective in ("reg:logistic", "binary:logistic", "binary:logitraw", "binary:hinge"):
        return random.integers(0, 2, n)
    if objective.startswith("multi"):
        return random.integers(0, classes, n)
    if objective.startswith("rank"):
        return random.integers(0, 2, n)
    return random.gamma(2.0, 2.0, n)


for model in range(count):
    objective = OBJECTIVES[model % len(OBJECTIVES)]
    booster = random.choice(["gbtree", "gbtree", "gbtree", "dart", "gblinear"])
    n, features, classes = int(random.integers(60, 250)), int(random.integers(1, 12)), int(random.integers(3, 6))
    categorical = booster != "gblinear" and random.random() < 0.3
    kinds = [random.choice(["c", "q"]) if categorical else "q" for _ in range(features)]
    rows, labels = rows_of(n, features, kinds), labels_of(objective, n, classes)
    targets = 2 if objective == "reg:squarederror" and random.random() < 0.3 else 1
    if targets > 1:
        labels = numpy.stack([labels, labels[::-1]], axis=1)
    parameters = {
        "objective": objective, "booster": booster, "nthread": 1, "seed": int(random.integers(1000)), "eta": random.uniform(0.05, 1), "max_depth": int(random.integers(1, 8)),
    }
    if objective.startswith("multi"):
        parameters["num_class"] = classes
    if booster != "gblinear":
        parameters["tree_method"] = "hist" if categorical else str(random.choice(["hist", "exact", "approx"]))
        parameters["num_parallel_tree"] = int(random.choice([1, 1, 3]))
        parameters["subsample"] = random.uniform(0.5, 1)
        parameters["max_cat_to_onehot"] = int(random.choice([1, 20]))
    if booster == "dart":
        parameters["rate_drop"] = 0.4
    if random.random() < 0.3:
        parameters["base_score"] = random.uniform(0.1, 0.9)
    if random.random() < 0.2 and parameters.get("tree_method") == "hist":
        parameters.update(grow_policy="lossguide", max_depth=0, max_leaves=20)
    data = xgboost.DMatrix(rows, labels, feature_types=kinds, enable_categorical=True)
    if objective == "survival:aft":
        data.set_float_info("label_lower_bound", labels)
        data.set_float_info("label_upper_bound", labels + 1)
    if objective.startswith("rank"):
        data.set_group([n // 2, n - n // 2])
    trained = xgboost.train(parameters, data, int(random.integers(1, 9)))

    test = rows_of(60, features, kinds)
    if booster != "gblinear":
        splits = trained.trees_to_dataframe()
        splits = splits[splits.Feature != "Leaf"]
        for row in range(30):
            if len(splits) == 0:
                break
            split = splits.iloc[int(random.integers(len(splits)))]
            if split.Split == split.Split:
                test[row, int(split.Feature[1:])] = numpy.float32(split.Split)
        big = random.random(test.shape) < 0.02
        test[big] = numpy.float32(3e38) * random.choice([-1, 1], big.sum())
        for i, kind in enumerate(kinds):
            if kind == "c":
                test[:, i] = numpy.where(numpy.abs(test[:, i]) > 1e8, 77, test[:, i])
    asked = xgboost.DMatrix(test, feature_types=kinds, enable_categorical=True)
    predictions, margins = trained.predict(asked), trained.predict(asked, output_margin=True)
    # The old binary format cannot hold categories.
    kind = "json" if model % 3 == 0 else "ubj" if model % 3 == 1 or categorical else "deprecated"
    trained.save_model(f"{folder}/{model}.{kind}")
    with open(f"{folder}/{model}.txt", "w") as file:
        file.write(f"{kind} {objective} {booster}\n")
        for table in (test, predictions.reshape(60, -1), margins.reshape(60, -1)):
            file.write(" ".join(repr(float(v)) for v in table.ravel()) + "\n")

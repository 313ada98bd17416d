"""Fits small random models, pickles them, and writes what scikit-learn answers: random_models.py FOLDER FIRST COUNT."""
import json
import pickle
import sys
import warnings

import cloudpickle
import numpy as np
import pandas as pd
from sklearn import calibration, cluster, compose, decomposition, discriminant_analysis, dummy, ensemble, feature_extraction, feature_selection
from sklearn import impute, isotonic, linear_model, model_selection, multiclass, multioutput, naive_bayes, neighbors, neural_network, pipeline, preprocessing, svm, tree

warnings.filterwarnings("ignore")
# Not computed, and said so in docs/scoring.md.
LEFT_OUT = [("PCA", "score_samples"), ("IncrementalPCA", "score_samples")]
METHODS = ["predict", "predict_proba", "decision_function", "transform", "score_samples"]
WORDS = ["apple", "Äpfel", "naïve", "cat", "dog", "I'm", "x2", "snake_case", "été", "ΟΔΟΣ", "½", "東京", "a", "the", "ﬁn", "STRASSE", "straße", "42", "e-mail"]


def pick(rng, options):
    return options[rng.randint(len(options))]


def labels(rng, n, classes):
    y = rng.randint(0, classes, n)
    y[:classes] = np.arange(classes)
    kind = rng.randint(4)
    if kind == 0:
        return np.array(["lo", "mid", "hi", "très"])[y]
    if kind == 1 and classes == 2:
        return y == 1
    if kind == 2:
        return (y * 7 - 3).astype(np.int32)
    return y


def numbers(rng, n, m, spread=1.0):
    x = rng.randn(n, m) * spread
    if rng.rand() < 0.3:
        x = np.round(x, 1)
    return x


def text_data(rng, n):
    return [" ".join(rng.choice(WORDS, rng.randint(0, 12))) + pick(rng, ["", ".", "  !", "\t?"]) for _ in range(n)]


def thresholds(model):
    """The split points of a model's trees: rows that lie exactly on them are asked, too."""
    trees = [model] if hasattr(model, "tree_") else list(np.ravel(getattr(model, "estimators_", [])))
    found = []
    for t in trees:
        if hasattr(t, "tree_"):
            inner = t.tree_
            found += [(f, v) for f, v in zip(inner.feature, inner.threshold) if f >= 0]
    for stage in getattr(model, "_predictors", []):
        for p in stage:
            found += [(nd["feature_idx"], nd["num_threshold"]) for nd in p.nodes if not nd["is_leaf"]]
    return found


def classifier(rng):
    seed = rng.randint(1000)
    nt = rng.randint(1, 12)
    depth = pick(rng, [None, 1, 2, 4])
    base = [
        lambda: linear_model.LogisticRegression(C=10.0 ** rng.randint(-2, 3), fit_intercept=rng.rand() < 0.8),
        lambda: linear_model.LogisticRegression(multi_class=pick(rng, ["ovr", "multinomial"])),
        lambda: linear_model.LogisticRegression(solver="liblinear"),
        lambda: linear_model.LogisticRegressionCV(Cs=2, cv=2),
        lambda: linear_model.SGDClassifier(loss=pick(rng, ["hinge", "log_loss", "modified_huber", "perceptron"]), random_state=seed),
        lambda: linear_model.RidgeClassifier(), lambda: linear_model.RidgeClassifierCV(), lambda: linear_model.Perceptron(random_state=seed), lambda: linear_model.PassiveAggressiveClassifier(random_state=seed),
        lambda: svm.LinearSVC(random_state=seed, dual=False),
        lambda: svm.SVC(kernel=pick(rng, ["linear", "poly", "rbf", "sigmoid"]), gamma=pick(rng, ["scale", "auto", 0.3]), coef0=rng.rand(), probability=rng.rand() < 0.5, random_state=seed,
                        decision_function_shape=pick(rng, ["ovr", "ovo"])),
        lambda: svm.SVC(break_ties=True), lambda: svm.NuSVC(nu=0.1),
        lambda: tree.DecisionTreeClassifier(max_depth=depth, random_state=seed, criterion=pick(rng, ["gini", "entropy"])), lambda: tree.ExtraTreeClassifier(max_depth=depth, random_state=seed),
        lambda: ensemble.RandomForestClassifier(nt, max_depth=depth, random_state=seed, class_weight=pick(rng, [None, "balanced"])), lambda: ensemble.ExtraTreesClassifier(nt, max_depth=depth, random_state=seed),
        lambda: ensemble.GradientBoostingClassifier(n_estimators=nt, max_depth=2, random_state=seed, subsample=0.8), lambda: ensemble.GradientBoostingClassifier(n_estimators=nt, init="zero", random_state=seed),
        lambda: ensemble.GradientBoostingClassifier(n_estimators=nt, init=linear_model.LogisticRegression(), random_state=seed),
        lambda: ensemble.HistGradientBoostingClassifier(max_iter=nt, min_samples_leaf=3, random_state=seed),
        lambda: ensemble.AdaBoostClassifier(n_estimators=nt, algorithm=pick(rng, ["SAMME", "SAMME.R"]), random_state=seed),
        lambda: ensemble.BaggingClassifier(n_estimators=nt, max_features=0.7, random_state=seed), lambda: ensemble.BaggingClassifier(linear_model.RidgeClassifier(), n_estimators=nt, random_state=seed),
        lambda: ensemble.VotingClassifier([("a", linear_model.LogisticRegression()), ("b", tree.DecisionTreeClassifier(max_depth=2)), ("c", "drop")], voting=pick(rng, ["hard", "soft"]), weights=[1, 2, 3] if rng.rand() < 0.5 else None),
        lambda: ensemble.StackingClassifier([("a", naive_bayes.GaussianNB()), ("b", svm.LinearSVC(dual=False))], cv=2, passthrough=rng.rand() < 0.5),
        lambda: calibration.CalibratedClassifierCV(pick(rng, [svm.LinearSVC(dual=False), naive_bayes.GaussianNB()]), cv=2, method=pick(rng, ["sigmoid", "isotonic"]), ensemble=rng.rand() < 0.7),
        lambda: multiclass.OneVsRestClassifier(pick(rng, [linear_model.LogisticRegression(), tree.DecisionTreeClassifier(max_depth=3), svm.LinearSVC(dual=False)])),
        lambda: naive_bayes.GaussianNB(), lambda: naive_bayes.BernoulliNB(binarize=pick(rng, [0.0, 0.5])),
        lambda: neighbors.KNeighborsClassifier(rng.randint(1, 6), weights=pick(rng, ["uniform", "distance"]), p=pick(rng, [1, 2, 3]), algorithm=pick(rng, ["brute", "kd_tree", "auto"])),
        lambda: neighbors.KNeighborsClassifier(3, metric="chebyshev"),
        lambda: neural_network.MLPClassifier((rng.randint(1, 6), 3), max_iter=20, activation=pick(rng, ["relu", "tanh", "logistic", "identity"]), random_state=seed),
        lambda: discriminant_analysis.LinearDiscriminantAnalysis(solver=pick(rng, ["svd", "eigen", "lsqr"])), lambda: discriminant_analysis.QuadraticDiscriminantAnalysis(reg_param=0.1),
        lambda: dummy.DummyClassifier(strategy=pick(rng, ["prior", "most_frequent"])),
        lambda: model_selection.GridSearchCV(linear_model.LogisticRegression(), {"C": [0.1, 1]}, cv=2),
    ]
    return base


def regressor(rng):
    seed = rng.randint(1000)
    nt = rng.randint(1, 12)
    depth = pick(rng, [None, 1, 2, 4])
    return [
        lambda: linear_model.LinearRegression(fit_intercept=rng.rand() < 0.8), lambda: linear_model.Ridge(rng.rand()), lambda: linear_model.RidgeCV(), lambda: linear_model.Lasso(0.01), lambda: linear_model.LassoCV(cv=2),
        lambda: linear_model.ElasticNet(0.01), lambda: linear_model.Lars(), lambda: linear_model.LassoLars(0.01), lambda: linear_model.OrthogonalMatchingPursuit(), lambda: linear_model.BayesianRidge(),
        lambda: linear_model.ARDRegression(), lambda: linear_model.HuberRegressor(), lambda: linear_model.TheilSenRegressor(random_state=seed, max_iter=10), lambda: linear_model.SGDRegressor(random_state=seed),
        lambda: linear_model.PassiveAggressiveRegressor(random_state=seed), lambda: svm.LinearSVR(random_state=seed), lambda: linear_model.QuantileRegressor(solver="highs", alpha=0.01),
        lambda: svm.SVR(kernel=pick(rng, ["linear", "poly", "rbf", "sigmoid"]), coef0=rng.rand(), degree=rng.randint(1, 5)), lambda: svm.NuSVR(),
        lambda: tree.DecisionTreeRegressor(max_depth=depth, random_state=seed, criterion=pick(rng, ["squared_error", "absolute_error", "friedman_mse"])), lambda: tree.ExtraTreeRegressor(max_depth=depth, random_state=seed),
        lambda: ensemble.RandomForestRegressor(nt, max_depth=depth, random_state=seed), lambda: ensemble.ExtraTreesRegressor(nt, max_depth=depth, random_state=seed),
        lambda: ensemble.GradientBoostingRegressor(n_estimators=nt, loss=pick(rng, ["squared_error", "absolute_error", "huber", "quantile"]), random_state=seed),
        lambda: ensemble.HistGradientBoostingRegressor(max_iter=nt, min_samples_leaf=3, loss=pick(rng, ["squared_error", "absolute_error"])),
        lambda: ensemble.AdaBoostRegressor(n_estimators=nt, random_state=seed), lambda: ensemble.BaggingRegressor(n_estimators=nt, max_features=0.6, random_state=seed),
        lambda: ensemble.VotingRegressor([("a", linear_model.Ridge()), ("b", tree.DecisionTreeRegressor(max_depth=3))], weights=[1, 3]),
        lambda: ensemble.StackingRegressor([("a", linear_model.Ridge()), ("b", tree.DecisionTreeRegressor(max_depth=3))], cv=2),
        lambda: neighbors.KNeighborsRegressor(rng.randint(1, 6), weights=pick(rng, ["uniform", "distance"]), p=pick(rng, [1, 2, 3])),
        lambda: neural_network.MLPRegressor((4,), max_iter=20, random_state=seed), lambda: dummy.DummyRegressor(strategy=pick(rng, ["mean", "median"])),
    ]


def transformer(rng):
    seed = rng.randint(1000)
    return [
        lambda: preprocessing.StandardScaler(with_mean=rng.rand() < 0.7, with_std=rng.rand() < 0.7), lambda: preprocessing.MinMaxScaler((-1, 2), clip=rng.rand() < 0.5), lambda: preprocessing.MaxAbsScaler(),
        lambda: preprocessing.RobustScaler(with_centering=rng.rand() < 0.7), lambda: preprocessing.Normalizer(pick(rng, ["l1", "l2", "max"])), lambda: preprocessing.Binarizer(threshold=0.2),
        lambda: preprocessing.PowerTransformer(standardize=rng.rand() < 0.5), lambda: preprocessing.QuantileTransformer(n_quantiles=rng.randint(3, 30), output_distribution=pick(rng, ["uniform", "normal"]), random_state=seed),
        lambda: preprocessing.PolynomialFeatures(rng.randint(1, 4), interaction_only=rng.rand() < 0.3, include_bias=rng.rand() < 0.5), lambda: preprocessing.PolynomialFeatures((2, 3)),
        lambda: preprocessing.SplineTransformer(rng.randint(2, 6), degree=rng.randint(1, 5), extrapolation=pick(rng, ["constant", "linear", "continue", "periodic"]), include_bias=rng.rand() < 0.5),
        lambda: preprocessing.KBinsDiscretizer(rng.randint(2, 6), encode=pick(rng, ["ordinal", "onehot", "onehot-dense"]), strategy=pick(rng, ["uniform", "quantile", "kmeans"])),
        lambda: impute.SimpleImputer(strategy=pick(rng, ["mean", "median", "most_frequent"]), add_indicator=rng.rand() < 0.5), lambda: impute.SimpleImputer(strategy="constant", fill_value=7),
        lambda: impute.MissingIndicator(error_on_new=False),
        lambda: decomposition.PCA(2, whiten=rng.rand() < 0.5), lambda: decomposition.TruncatedSVD(2, random_state=seed), lambda: decomposition.IncrementalPCA(2),
        lambda: feature_selection.SelectKBest(k=rng.randint(1, 3)), lambda: feature_selection.SelectPercentile(percentile=rng.randint(20, 90)), lambda: feature_selection.SelectFpr(alpha=0.5),
        lambda: feature_selection.SelectFdr(alpha=0.9), lambda: feature_selection.SelectFwe(alpha=0.9), lambda: feature_selection.GenericUnivariateSelect(mode="k_best", param=2), lambda: feature_selection.VarianceThreshold(0.1),
        lambda: feature_selection.RFE(linear_model.LinearRegression(), n_features_to_select=2),
        lambda: cluster.KMeans(rng.randint(1, 5), n_init=1, random_state=seed), lambda: cluster.MiniBatchKMeans(3, n_init=1, random_state=seed), lambda: preprocessing.FunctionTransformer(),
        lambda: pipeline.FeatureUnion([("a", preprocessing.StandardScaler()), ("b", decomposition.PCA(1)), ("c", "passthrough")], transformer_weights={"b": 2.0}),
        lambda: ensemble.IsolationForest(n_estimators=rng.randint(1, 12), max_features=pick(rng, [0.6, 1.0]), random_state=seed), lambda: svm.OneClassSVM(gamma=0.5),
    ]


NAN = (preprocessing.StandardScaler, preprocessing.MinMaxScaler, preprocessing.MaxAbsScaler, preprocessing.RobustScaler, preprocessing.PowerTransformer, preprocessing.QuantileTransformer, impute.SimpleImputer,
       impute.MissingIndicator, ensemble.HistGradientBoostingClassifier, ensemble.HistGradientBoostingRegressor)


def make(index):
    rng = np.random.RandomState(index)
    n, m = rng.randint(24, 60), rng.randint(3, 7)
    family = index % 6
    x, ask = numbers(rng, n, m), numbers(rng, 12, m, spread=2.0)
    frame = rng.rand() < 0.3
    y = labels(rng, n, rng.randint(2, 5))
    target = x[:, 0] * 2 - x[:, 1] + 0.3 * rng.randn(n)
    if family in (0, 1):
        options = classifier(rng)
        model, y = options[(index // 6) % len(options) if family == 0 else rng.randint(len(options))](), y
    elif family == 2:
        options = regressor(rng)
        model, y = options[(index // 6) % len(options)](), target
        several = (linear_model.LinearRegression, linear_model.Ridge, tree.DecisionTreeRegressor, ensemble.RandomForestRegressor, neighbors.KNeighborsRegressor, neural_network.MLPRegressor)
        if isinstance(model, several) and getattr(model, "criterion", "") != "absolute_error" and rng.rand() < 0.5:
            y = np.c_[target, -target]
    elif family == 3:
        options = transformer(rng)
        model, y = options[(index // 6) % len(options)](), target
    elif family == 4:
        return special(rng, index // 6)
    else:
        scaler = pick(rng, [preprocessing.StandardScaler(), preprocessing.MinMaxScaler(), decomposition.PCA(2), preprocessing.PolynomialFeatures(2), preprocessing.SplineTransformer(), preprocessing.QuantileTransformer(n_quantiles=10)])
        options = classifier(rng)
        model = pipeline.make_pipeline(scaler, options[rng.randint(len(options))]())
    if isinstance(model, NAN):
        x[rng.rand(n, m) < 0.1] = np.nan
        ask[rng.rand(12, m) < 0.2] = np.nan
    if isinstance(model, (ensemble.HistGradientBoostingClassifier, ensemble.HistGradientBoostingRegressor)):
        ask[0, 0], ask[1, 1] = np.inf, -np.inf
    if frame:
        x, ask = pd.DataFrame(x, columns=[f"c{i}" for i in range(m)]), pd.DataFrame(ask, columns=[f"c{i}" for i in range(m)])
    model.fit(x, y)
    points = thresholds(model)
    if points:
        rows = np.asarray(ask, dtype=float)
        for r in range(4, len(rows)):
            f, v = points[rng.randint(len(points))]
            if f < rows.shape[1]:
                rows[r, f] = v if r % 3 else np.float64(np.nextafter(np.float32(v), np.float32(np.inf)))
        ask = pd.DataFrame(rows, columns=ask.columns) if frame else rows
    return model, ask


def special(rng, index):
    """Tables with texts, counts, categories, texts to take apart, several outputs."""
    n = rng.randint(30, 60)
    kind = index % 16
    colors = np.array(["red", "green", "blue", "violet"], dtype=object)
    x = pd.DataFrame({"a": rng.randn(n), "b": rng.randint(0, 5, n).astype(float), "color": rng.choice(colors, n), "size": rng.choice(np.array(["S", "M", "L"], dtype=object), n)})
    y = rng.randint(0, 2, n)
    ask = pd.DataFrame({"a": rng.randn(9), "b": rng.randint(0, 6, 9).astype(float), "color": rng.choice(np.append(colors, "unseen"), 9), "size": rng.choice(np.array(["S", "M", "L"], dtype=object), 9)})
    if kind == 0:
        numeric = pipeline.make_pipeline(impute.SimpleImputer(), preprocessing.StandardScaler())
        model = pipeline.make_pipeline(compose.ColumnTransformer([("n", numeric, ["a", "b"]), ("c", preprocessing.OneHotEncoder(handle_unknown="ignore"), ["color", "size"])]), linear_model.LogisticRegression())
        x.loc[3, "a"] = np.nan
        ask.loc[1, "a"] = np.nan
        return model.fit(x, y), ask
    if kind == 1:
        model = compose.ColumnTransformer([("o", preprocessing.OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1), ["size", "color"])], remainder=pick(rng, ["passthrough", "drop"]))
        return model.fit(x, y), ask[["size", "color", "b", "a"]]
    if kind == 2:
        model = preprocessing.OneHotEncoder(drop=pick(rng, [None, "first", "if_binary"]), handle_unknown="ignore")
        return model.fit(x[["color", "size"]]), ask[["color", "size"]]
    if kind == 3:
        model = preprocessing.OneHotEncoder(handle_unknown="infrequent_if_exist", max_categories=3)
        return model.fit(x[["color", "b"]]), ask[["color", "b"]]
    if kind == 4:
        x.loc[::5, "color"] = None
        ask.loc[2, "color"] = None
        model = preprocessing.OneHotEncoder(handle_unknown="ignore")
        return model.fit(x[["color"]]), ask[["color"]]
    if kind == 5:
        x.loc[::5, "color"] = np.nan
        ask.loc[2, "color"] = np.nan
        ask.loc[ask["color"] == "unseen", "color"] = "red"
        model = pipeline.make_pipeline(impute.SimpleImputer(strategy="most_frequent"), preprocessing.OrdinalEncoder(encoded_missing_value=-2))
        return model.fit(x[["color", "size"]]), ask[["color", "size"]]
    if kind in (6, 7, 8):
        analyzer, grams = pick(rng, ["word", "char", "char_wb"]), [(1, 1), (1, 2), (2, 3)][rng.randint(3)]
        kwargs = dict(analyzer=analyzer, ngram_range=grams, lowercase=rng.rand() < 0.8, strip_accents=pick(rng, [None, "unicode", "ascii"]), binary=rng.rand() < 0.3)
        vectorizer = feature_extraction.text.CountVectorizer(**kwargs) if kind == 6 else feature_extraction.text.TfidfVectorizer(sublinear_tf=rng.rand() < 0.5, norm=pick(rng, [None, "l1", "l2"]), use_idf=rng.rand() < 0.8, **kwargs)
        model = vectorizer if kind < 8 else pipeline.make_pipeline(vectorizer, naive_bayes.ComplementNB() if rng.rand() < 0.5 else naive_bayes.MultinomialNB())
        return model.fit(text_data(rng, n), y), pd.DataFrame({"text": text_data(rng, 9)})
    if kind == 9:
        counts = rng.poisson(2, (n, 4))
        model = pick(rng, [naive_bayes.MultinomialNB(), naive_bayes.ComplementNB(norm=True), naive_bayes.BernoulliNB(binarize=1)])
        return model.fit(counts, labels(rng, n, 3)), rng.poisson(2, (9, 4)).astype(float)
    if kind == 10:
        model = pick(rng, [linear_model.PoissonRegressor(), linear_model.GammaRegressor(), linear_model.TweedieRegressor(power=pick(rng, [0, 1.5])), ensemble.HistGradientBoostingRegressor(loss="poisson", max_iter=4, min_samples_leaf=3)])
        return model.fit(x[["a", "b"]].to_numpy(), np.exp(x["a"])), ask[["a", "b"]].to_numpy()
    if kind == 11:
        categories = np.c_[rng.randint(0, 12, n), rng.randn(n)].astype(float)
        asked = np.c_[rng.randint(0, 14, 9), rng.randn(9)].astype(float)
        asked[0, 0], asked[1, 0] = np.nan, -3
        if rng.rand() < 0.5:
            categories[::7, 0] = np.nan
        model = pick(rng, [ensemble.HistGradientBoostingClassifier(max_iter=5, min_samples_leaf=2, categorical_features=[0]), ensemble.HistGradientBoostingRegressor(max_iter=5, min_samples_leaf=2, categorical_features=[0])])
        return model.fit(categories, y if "Classifier" in type(model).__name__ else rng.randn(n)), asked
    if kind == 12:
        m = rng.randn(n, 3)
        outputs = np.c_[labels(rng, n, 2).astype(str), labels(rng, n, 3).astype(str)]
        model = pick(rng, [multioutput.MultiOutputClassifier(linear_model.LogisticRegression()), ensemble.RandomForestClassifier(5), neighbors.KNeighborsClassifier(3, weights="distance")])
        return model.fit(m, outputs), rng.randn(9, 3)
    if kind in (13, 14):
        m = rng.randn(n, 3)
        sets = (rng.rand(n, rng.randint(2, 5)) < 0.5).astype(int)
        model = pick(rng, [multiclass.OneVsRestClassifier(linear_model.LogisticRegression()), multiclass.OneVsRestClassifier(tree.DecisionTreeClassifier(max_depth=3)), linear_model.RidgeClassifier(),
                           neural_network.MLPClassifier((4,), max_iter=20, random_state=1), ensemble.ExtraTreesClassifier(5)])
        return model.fit(m, sets), rng.randn(9, 3)
    model = pipeline.make_pipeline(preprocessing.PowerTransformer(method="box-cox"), multioutput.MultiOutputRegressor(linear_model.Ridge()))
    return model.fit(np.exp(rng.randn(n, 3)), rng.randn(n, 2)), np.exp(rng.randn(9, 3))


def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if hasattr(value, "toarray"):
        value = value.toarray()
    if hasattr(value, "to_numpy"):
        value = value.to_numpy()
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, float) and not np.isfinite(value):
        return "NaN" if np.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value


def column(values):
    return [None if v is None or (isinstance(v, float) and np.isnan(v) and values.dtype == object) else plain(v) for v in values]


def main(folder, first, count):
    for index in range(first, first + count):
        case = {"index": index}
        try:
            model, ask = make(index)
        except (ValueError, np.linalg.LinAlgError) as e:
            case["skipped"] = str(e)[:200]  # such shapes do not fit that estimator
        else:
            case["name"] = repr(model).replace("\n", " ")[:300]
            dump, protocol = (cloudpickle.dumps, None) if index % 5 == 0 else (pickle.dumps, index % 6)
            with open(f"{folder}/{index}.pkl", "wb") as file:
                file.write(dump(model, protocol=protocol))
            case["input"] = {"columns": list(ask.columns), "data": [column(ask[c].to_numpy()) for c in ask]} if hasattr(ask, "columns") else plain(ask)
            asked = ask["text"] if hasattr(ask, "columns") and list(ask.columns) == ["text"] else ask
            case["answers"] = {}
            for method in METHODS:
                if not hasattr(model, method) or (type(model).__name__, method) in LEFT_OUT:
                    continue
                try:
                    answer = getattr(model, method)(asked)
                except (NotImplementedError, AttributeError, ValueError) as e:
                    case.setdefault("refused", {})[method] = str(e)[:200]
                    continue
                several = method == "predict_proba" and isinstance(answer, list)
                case["answers"]["predict_proba_of_outputs" if several else method] = plain(answer)
        print(json.dumps(case), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))

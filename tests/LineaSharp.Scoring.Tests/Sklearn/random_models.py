"""Fits small random models, pickles them, and writes what scikit-learn answers: random_models.py FOLDER FIRST COUNT."""
import json
import pickle
import sys
import warnings

import cloudpickle
import numpy as np
import pandas as pd
import scipy.special
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn import calibration, cluster, compose, decomposition, discriminant_analysis, dummy, ensemble, feature_extraction, feature_selection
from sklearn import impute, isotonic, kernel_approximation, linear_model, mixture, model_selection, multiclass, multioutput, naive_bayes, neighbors, neural_network, pipeline, preprocessing, svm, tree

try:
    import xgboost
except ImportError:
    xgboost = None

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
    family = index % 7
    x, ask = numbers(rng, n, m), numbers(rng, 12, m, spread=2.0)
    frame = rng.rand() < 0.3
    y = labels(rng, n, rng.randint(2, 5))
    target = x[:, 0] * 2 - x[:, 1] + 0.3 * rng.randn(n)
    if family in (0, 1):
        options = classifier(rng)
        model, y = options[(index // 7) % len(options) if family == 0 else rng.randint(len(options))](), y
    elif family == 2:
        options = regressor(rng)
        model, y = options[(index // 7) % len(options)](), target
        several = (linear_model.LinearRegression, linear_model.Ridge, tree.DecisionTreeRegressor, ensemble.RandomForestRegressor, neighbors.KNeighborsRegressor, neural_network.MLPRegressor)
        if isinstance(model, several) and getattr(model, "criterion", "") != "absolute_error" and rng.rand() < 0.5:
            y = np.c_[target, -target]
    elif family == 3:
        options = transformer(rng)
        model, y = options[(index // 7) % len(options)](), target
    elif family == 4:
        return special(rng, index // 7)
    elif family == 6:
        return further(rng, index // 7)
    else:
        scaler = pick(rng, [preprocessing.StandardScaler(), preprocessing.MinMaxScaler(), decomposition.PCA(2), preprocessing.PolynomialFeatures(2), preprocessing.SplineTransformer(), preprocessing.QuantileTransformer(n_quantiles=10)])
        options = classifier(rng)
        model = pipeline.make_pipeline(scaler, options[rng.randint(len(options))]())
        if isinstance(scaler, preprocessing.SplineTransformer) and isinstance(model[-1], neighbors.KNeighborsClassifier):
            model.steps[0] = ("standardscaler", preprocessing.StandardScaler())  # splines are constant far out, and many distances equal
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


def further(rng, index):
    """Selection by importance, transformed targets, functions, chains, imputers that predict, text patterns, XGBoost."""
    n, m, seed = rng.randint(30, 60), rng.randint(3, 7), rng.randint(1000)
    x, ask = numbers(rng, n, m), numbers(rng, 10, m, spread=2.0)
    target = x[:, 0] * 2 - x[:, 1] + 0.3 * rng.randn(n)
    kind = index % 17
    if kind == 0:
        inner = pick(rng, [
            linear_model.Lasso(0.05), linear_model.Ridge(), linear_model.LassoCV(cv=2), linear_model.ElasticNet(0.05, l1_ratio=1.0), tree.DecisionTreeRegressor(max_depth=4, random_state=seed),
            ensemble.RandomForestRegressor(7, random_state=seed), ensemble.ExtraTreesRegressor(5, max_depth=3, random_state=seed), ensemble.GradientBoostingRegressor(n_estimators=5, random_state=seed),
            ensemble.AdaBoostRegressor(n_estimators=4, random_state=seed)])
        threshold = pick(rng, [None, "mean", "median", "1.25*mean", "0.5 * median", 0.1, 1e-5])
        return feature_selection.SelectFromModel(inner, threshold=threshold, max_features=pick(rng, [None, None, 2])).fit(x, target), ask
    if kind == 1:
        y = pick(rng, [labels(rng, n, 2), labels(rng, n, 3), np.arange(n) % 9])
        inner = pick(rng, [
            linear_model.LogisticRegression(), svm.LinearSVC(penalty="l1", dual=False), ensemble.RandomForestClassifier(6, random_state=seed), ensemble.GradientBoostingClassifier(n_estimators=3, random_state=seed),
            ensemble.AdaBoostClassifier(tree.DecisionTreeClassifier(max_depth=3), n_estimators=3, random_state=seed), linear_model.LogisticRegression(penalty="l1", solver="liblinear")])
        selector = feature_selection.SelectFromModel(inner, norm_order=pick(rng, [1, 2, np.inf]), threshold=pick(rng, [None, "median", -np.inf]), max_features=pick(rng, [None, 2]))
        return pipeline.make_pipeline(selector, linear_model.LogisticRegression()).fit(x, y), ask
    if kind == 2:
        transformer = pick(rng, [
            preprocessing.StandardScaler(), preprocessing.MinMaxScaler((1, 3)), preprocessing.RobustScaler(), preprocessing.MaxAbsScaler(), preprocessing.PowerTransformer(standardize=rng.rand() < 0.5),
            preprocessing.QuantileTransformer(n_quantiles=rng.randint(3, 20), output_distribution=pick(rng, ["uniform", "normal"])),
            pipeline.make_pipeline(preprocessing.PowerTransformer(), preprocessing.MinMaxScaler())])
        model = compose.TransformedTargetRegressor(pick(rng, [linear_model.Ridge(), tree.DecisionTreeRegressor(max_depth=3), None]), transformer=transformer)
        return model.fit(x, np.c_[target, target ** 2] if rng.rand() < 0.3 else target), ask
    if kind == 3:
        pairs = [(np.log, np.exp), (np.log1p, np.expm1), (np.sqrt, np.square), (None, None), (scipy.special.log1p, scipy.special.expm1)]
        func, inverse = pairs[rng.randint(len(pairs))]
        model = compose.TransformedTargetRegressor(linear_model.LinearRegression(), func=func, inverse_func=inverse, check_inverse=False)
        return model.fit(x, np.abs(target) + 0.1), ask
    if kind == 4:
        function = pick(rng, [
            np.log1p, np.log, np.exp, np.sqrt, np.abs, np.log2, np.log10, np.expm1, np.square, np.cbrt, np.sign, np.floor, np.ceil, np.trunc, np.rint, np.sin, np.cos, np.tan, np.arctan, np.tanh, np.sinh, np.cosh,
            np.arcsinh, np.negative, np.fabs, np.exp2, np.deg2rad, np.degrees, np.arcsin, np.arccos, np.positive, scipy.special.expit])
        ask[0, 0], ask[1, 0], ask[2, 0], ask[3, 0], ask[4, 0], ask[5, 0] = np.nan, np.inf, -np.inf, 0, 1e-12, -1
        return preprocessing.FunctionTransformer(function).fit(x), ask
    if kind == 5:
        model = pipeline.make_pipeline(preprocessing.FunctionTransformer(np.log1p, validate=True), linear_model.LogisticRegression())
        return model.fit(np.abs(x), labels(rng, n, 3)), np.abs(ask)
    if kind == 6:
        inner = pick(rng, [linear_model.LogisticRegression(), tree.DecisionTreeClassifier(max_depth=3), svm.LinearSVC(dual=False), naive_bayes.GaussianNB()])
        return multiclass.OneVsOneClassifier(inner).fit(x, labels(rng, n, rng.randint(2, 5))), ask
    if kind == 7:
        order = list(rng.permutation(3))
        if rng.rand() < 0.5:
            return multioutput.RegressorChain(linear_model.Ridge(), order=order).fit(x, np.c_[target, -target, x[:, 2]]), ask
        outputs = np.c_[x[:, 0] > 0, x[:, 1] > 0, target > 0].astype(int)
        return multioutput.ClassifierChain(pick(rng, [linear_model.LogisticRegression(), tree.DecisionTreeClassifier(max_depth=2)]), order=pick(rng, [order, "random", None]), random_state=seed).fit(x, outputs), ask
    if kind == 8:
        codes = np.c_[rng.randint(0, 4, n), rng.randint(0, 3, n), rng.randint(0, 2, n)]
        return naive_bayes.CategoricalNB(alpha=pick(rng, [1.0, 0.3]), min_categories=5).fit(codes, labels(rng, n, 3)), rng.randint(0, 5, (9, 3)).astype(float)
    if kind == 9:
        return neighbors.NearestCentroid(metric=pick(rng, ["euclidean", "manhattan"]), shrink_threshold=pick(rng, [None, 0.1])).fit(x, labels(rng, n, 3)), ask
    if kind in (10, 11):
        x, ask = rng.randn(n, m), rng.randn(10, m)
        x[rng.rand(n, m) < 0.15] = np.nan
        ask[rng.rand(10, m) < 0.3] = np.nan
        ask[0] = np.nan
        if rng.rand() < 0.3:
            x[:, 1] = np.nan
        if kind == 10:
            return impute.KNNImputer(n_neighbors=rng.randint(1, 5)).fit(x), ask
        estimator = pick(rng, [None, linear_model.Ridge(), tree.DecisionTreeRegressor(max_depth=2, random_state=seed)])
        return impute.IterativeImputer(estimator, max_iter=rng.randint(1, 4), random_state=seed, n_nearest_features=pick(rng, [None, 2]), add_indicator=rng.rand() < 0.5, min_value=pick(rng, [-np.inf, -0.5])).fit(x), ask
    if kind == 12:
        pattern = pick(rng, [r"\w{1,}", r"[a-zA-Z]+", r"\b[a-zA-Z]{3,}\b", r"\S+", r"(?u)\b\w+\b", r"(?u)\b\w\w\w+\b", r"\b[^\d\W]+\b", r"[a-z]{2,3}", r"[A-Za-z0-9_'-]+", r"\d+", r"\b[a-z]{2}", r"[a-z]+\b", r"[^\s,]{2,4}\b"])
        model = feature_extraction.text.TfidfVectorizer(token_pattern=pattern, ngram_range=pick(rng, [(1, 1), (1, 2)]), lowercase=rng.rand() < 0.5)
        return model.fit(text_data(rng, n)), pd.DataFrame({"text": text_data(rng, 9)})
    if kind == 13:
        model = pick(rng, [feature_extraction.text.CountVectorizer, feature_extraction.text.TfidfVectorizer])(stop_words="english", analyzer=pick(rng, ["word", "word", "char"]))
        model = pipeline.make_pipeline(model, naive_bayes.MultinomialNB())
        return model.fit(text_data(rng, n), rng.randint(0, 2, n)), pd.DataFrame({"text": text_data(rng, 9)})
    if kind == 14:
        inner = pick(rng, [svm.LinearSVC(dual=False), naive_bayes.GaussianNB(), linear_model.LogisticRegression()])
        return warmed(rng, calibration.CalibratedClassifierCV(inner, cv=2, ensemble=rng.rand() < 0.5).fit(x, labels(rng, n, pick(rng, [2, 3])))), ask
    if kind == 15:
        model = pick(rng, [
            mixture.GaussianMixture(rng.randint(1, 4), covariance_type=pick(rng, ["full", "tied", "diag", "spherical"]), random_state=seed), cluster.BisectingKMeans(rng.randint(1, 6), random_state=seed, n_init=1),
            kernel_approximation.RBFSampler(gamma=0.3, n_components=7, random_state=seed),
            kernel_approximation.Nystroem(kernel=pick(rng, ["rbf", "linear", "poly", "sigmoid"]), gamma=pick(rng, [None, 0.2]), n_components=6, random_state=seed)])
        return model.fit(x), ask
    if xgboost is None:
        raise ValueError("xgboost is not installed")
    return boosted(rng, x, ask, target)


class _TemperatureScaling:
    """Stands in for what scikit-learn 1.8 has under this name, so that releases before it can pickle and ask such a model."""

    def __init__(self, beta):
        self.beta_ = beta


_TemperatureScaling.__module__ = "sklearn.calibration"
calibration._TemperatureScaling = _TemperatureScaling


def warmed(rng, model):
    model.method = "temperature"
    for part in model.calibrated_classifiers_:
        part.calibrators, part.method = [_TemperatureScaling(np.float64(rng.rand() * 3))], "temperature"
    return model


def by_temperature(part, x, otherwise=calibration._CalibratedClassifier.predict_proba):
    if part.method != "temperature":
        return otherwise(part, x)
    if hasattr(part.estimator, "decision_function"):
        scores = part.estimator.decision_function(x)
        logits = np.c_[-scores, scores] if scores.ndim == 1 else scores
    else:
        logits = np.log(part.estimator.predict_proba(x) + 1e-12)
    return scipy.special.softmax(part.calibrators[0].beta_ * logits, axis=1)


calibration._CalibratedClassifier.predict_proba = by_temperature


def boosted(rng, x, ask, target):
    """XGBoost's classes that are like scikit-learn's, alone and in a pipeline."""
    missing = pick(rng, [np.nan, -1.0, 0.5])
    options = dict(n_estimators=rng.randint(1, 9), max_depth=3, n_jobs=1, verbosity=0, missing=missing, booster=pick(rng, ["gbtree", "gbtree", "dart", "gblinear"]))
    for rows in (x, ask):
        rows[rng.rand(*rows.shape) < 0.1] = missing
    kind = rng.randint(6)
    if kind < 2:
        classes = rng.randint(2, 5)
        y = rng.randint(0, classes, len(x))
        y[:classes] = np.arange(classes)
        model = xgboost.XGBClassifier(objective="multi:softmax" if rng.rand() < 0.2 and classes > 2 else None, **options)
    elif kind == 2:
        y, model = target > 0, xgboost.XGBRFClassifier(n_estimators=3, n_jobs=1, verbosity=0)
    elif kind == 3:
        y, model = np.exp(target), xgboost.XGBRegressor(objective=pick(rng, ["count:poisson", "reg:gamma", "reg:squarederror"]), **options)
    elif kind == 4:
        y, model = np.c_[target, -target], xgboost.XGBRegressor(n_estimators=3, n_jobs=1, verbosity=0)
    else:
        y, model = target, xgboost.XGBRegressor(early_stopping_rounds=1, learning_rate=1.0, n_estimators=20, n_jobs=1, verbosity=0)
        return model.fit(x, y, eval_set=[(x[:9], -y[:9])], verbose=False), ask
    if rng.rand() < 0.4 and np.isnan(missing):
        return pipeline.make_pipeline(preprocessing.StandardScaler(), model).fit(x, y), ask
    if rng.rand() < 0.4:
        x, ask = (pd.DataFrame(rows, columns=[f"c{i}" for i in range(rows.shape[1])]) for rows in (x, ask))
    return model.fit(x, y), ask


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

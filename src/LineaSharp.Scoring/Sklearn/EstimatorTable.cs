using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn.Composition;
using LineaSharp.Scoring.Sklearn.Distances;
using LineaSharp.Scoring.Sklearn.Ensembles;
using LineaSharp.Scoring.Sklearn.Linear;
using LineaSharp.Scoring.Sklearn.Networks;
using LineaSharp.Scoring.Sklearn.Preprocessing;
using LineaSharp.Scoring.Sklearn.Probabilities;
using LineaSharp.Scoring.Sklearn.Svm;
using LineaSharp.Scoring.Sklearn.Text;
using LineaSharp.Scoring.Sklearn.Trees;

namespace LineaSharp.Scoring.Sklearn;

/// <summary>Reads a fitted estimator.</summary>
internal delegate Estimator ReadEstimator(PyObject source, EstimatorReader reader);

/// <summary>Every estimator that is computed: the names of scikit-learn's classes (and those of LightGBM, XGBoost and CatBoost that are like them), and what reads them.</summary>
internal static class EstimatorTable
{
    private static readonly (string Names, ReadEstimator Read)[] Rows =
    [
        ("Pipeline", (s, r) => new Pipeline(s, r)),
        ("ColumnTransformer", (s, r) => new ColumnTransformer(s, r)),
        ("FeatureUnion", (s, r) => new FeatureUnion(s, r)),
        ("GridSearchCV RandomizedSearchCV HalvingGridSearchCV HalvingRandomSearchCV", (s, r) => r.Read(s.Get("best_estimator_"))),

        ("LinearRegression Ridge RidgeCV Lasso LassoCV ElasticNet ElasticNetCV MultiTaskLasso MultiTaskLassoCV MultiTaskElasticNet MultiTaskElasticNetCV Lars LarsCV LassoLars LassoLarsCV LassoLarsIC "
            + "OrthogonalMatchingPursuit OrthogonalMatchingPursuitCV BayesianRidge ARDRegression HuberRegressor TheilSenRegressor QuantileRegressor SGDRegressor PassiveAggressiveRegressor LinearSVR",
            (s, _) => new LinearRegressor(s)),
        ("PoissonRegressor GammaRegressor TweedieRegressor", (s, _) => new GeneralizedLinearRegressor(s)),
        ("LogisticRegression LogisticRegressionCV SGDClassifier RidgeClassifier RidgeClassifierCV Perceptron PassiveAggressiveClassifier LinearSVC",
            (s, _) => new LinearClassifier(s)),
        ("LinearDiscriminantAnalysis", (s, _) => new LinearDiscriminantAnalysis(s)),
        ("QuadraticDiscriminantAnalysis", (s, _) => new QuadraticDiscriminantAnalysis(s)),

        ("SVC NuSVC", (s, _) => new SupportVectorClassifier(s)),
        ("SVR NuSVR", (s, _) => new SupportVectorRegressor(s)),
        ("OneClassSVM", (s, _) => new OneClassSvm(s)),

        ("DecisionTreeRegressor ExtraTreeRegressor RandomForestRegressor ExtraTreesRegressor", (s, _) => new TreeRegressor(s)),
        ("DecisionTreeClassifier ExtraTreeClassifier RandomForestClassifier ExtraTreesClassifier", (s, _) => new TreeClassifier(s)),
        ("GradientBoostingRegressor", (s, r) => new GradientBoostingRegressor(s, r)),
        ("GradientBoostingClassifier", (s, r) => new GradientBoostingClassifier(s, r)),
        ("HistGradientBoostingRegressor", (s, r) => new HistGradientBoostingRegressor(s, r)),
        ("HistGradientBoostingClassifier", (s, r) => new HistGradientBoostingClassifier(s, r)),
        ("AdaBoostRegressor", (s, r) => new AdaBoostRegressor(s, r)),
        ("AdaBoostClassifier", (s, r) => new AdaBoostClassifier(s, r)),
        ("IsolationForest", (s, _) => new IsolationForest(s)),

        ("LGBMRegressor LGBMRanker", (s, _) => new LightGbmRegressor(s)),
        ("LGBMClassifier", (s, _) => new LightGbmClassifier(s)),
        ("XGBRegressor XGBRFRegressor XGBRanker", (s, _) => new XGBoostRegressor(s)),
        ("XGBClassifier XGBRFClassifier", (s, _) => new XGBoostClassifier(s)),
        ("CatBoostRegressor CatBoostRanker CatBoost", (s, _) => new CatBoostRegressor(s)),
        ("CatBoostClassifier", (s, _) => new CatBoostClassifier(s)),

        ("BaggingRegressor", (s, r) => new BaggingRegressor(s, r)),
        ("BaggingClassifier", (s, r) => new BaggingClassifier(s, r)),
        ("VotingRegressor", (s, r) => new VotingRegressor(s, r)),
        ("VotingClassifier", (s, r) => new VotingClassifier(s, r)),
        ("StackingRegressor StackingClassifier", (s, r) => new Stacking(s, r)),
        ("CalibratedClassifierCV", (s, r) => TemperatureCalibration.IsOne(s) ? new TemperatureCalibration(s, r) : new CalibratedClassifier(s, r)),
        ("OneVsRestClassifier", (s, r) => new OneVsRest(s, r)),
        ("OneVsOneClassifier", (s, r) => new OneVsOne(s, r)),
        ("_ConstantPredictor", (s, _) => new ConstantPredictor(s)),
        ("TransformedTargetRegressor", (s, r) => new TransformedTarget(s, r)),
        ("MultiOutputRegressor MultiOutputClassifier", (s, r) => new MultiOutput(s, r)),
        ("RegressorChain ClassifierChain", (s, r) => new Chain(s, r)),

        ("GaussianNB", (s, _) => new GaussianNaiveBayes(s)),
        ("MultinomialNB ComplementNB BernoulliNB", (s, _) => new DiscreteNaiveBayes(s)),
        ("CategoricalNB", (s, _) => new CategoricalNaiveBayes(s)),
        ("NearestCentroid", (s, _) => new NearestCentroid(s)),
        ("KNeighborsRegressor", (s, _) => new NeighborsRegressor(s)),
        ("KNeighborsClassifier", (s, _) => new NeighborsClassifier(s)),
        ("KMeans MiniBatchKMeans", (s, _) => new KMeans(s)),
        ("BisectingKMeans", (s, _) => new BisectingKMeans(s)),
        ("GaussianMixture", (s, _) => new GaussianMixture(s)),
        ("MLPRegressor", (s, _) => new MlpRegressor(s)),
        ("MLPClassifier", (s, _) => new MlpClassifier(s)),
        ("DummyRegressor", (s, _) => new DummyRegressor(s)),
        ("DummyClassifier", (s, _) => new DummyClassifier(s)),
        ("IsotonicRegression", (s, _) => new IsotonicRegression(s)),

        ("PCA IncrementalPCA TruncatedSVD", (s, _) => new Projection(s)),
        ("Nystroem", (s, _) => new Nystroem(s)),
        ("RBFSampler", (s, _) => new RbfSampler(s)),
        ("StandardScaler RobustScaler MaxAbsScaler", (s, _) => new Scaler(s)),
        ("MinMaxScaler", (s, _) => new MinMaxScaler(s)),
        ("Normalizer", (s, _) => new Normalizer(s)),
        ("Binarizer", (s, _) => new Binarizer(s)),
        ("PowerTransformer", (s, _) => new PowerTransformer(s)),
        ("QuantileTransformer", (s, _) => new QuantileTransformer(s)),
        ("PolynomialFeatures", (s, r) => new PolynomialFeatures(s, r)),
        ("SplineTransformer", (s, _) => new SplineTransformer(s)),
        ("KBinsDiscretizer", (s, _) => new KBinsDiscretizer(s)),
        ("SimpleImputer", (s, _) => new SimpleImputer(s)),
        ("MissingIndicator", (s, _) => new MissingIndicator(s)),
        ("KNNImputer", (s, _) => new KnnImputer(s)),
        ("IterativeImputer", (s, r) => new IterativeImputer(s, r)),
        ("OneHotEncoder", (s, _) => new OneHotEncoder(s)),
        ("OrdinalEncoder", (s, _) => new OrdinalEncoder(s)),
        ("LabelEncoder", (s, _) => new LabelEncoder(s)),
        ("TargetEncoder", (s, _) => new TargetEncoder(s)),
        ("FunctionTransformer", (s, _) => FunctionOfNumbers.Find(s) is null ? new FunctionTransformer(s) : new FunctionOfNumbers(s)),
        ("SelectKBest SelectPercentile SelectFpr SelectFdr SelectFwe GenericUnivariateSelect VarianceThreshold SequentialFeatureSelector",
            (s, _) => new FeatureSelector(s)),
        ("SelectFromModel", (s, _) => new SelectFromModel(s)),
        ("RFE RFECV", (s, r) => new RecursiveElimination(s, r)),
        ("CountVectorizer TfidfVectorizer", (s, _) => new Vectorizer(s)),
        ("TfidfTransformer", (s, _) => new TfidfTransformer(s)),
    ];

    private static readonly Dictionary<string, ReadEstimator> ByName =
        Rows.SelectMany(row => row.Names.Split(' ').Select(name => (name, row.Read))).ToDictionary(p => p.name, p => p.Read, StringComparer.Ordinal);

    /// <summary>The names of all.</summary>
    public static IEnumerable<string> Names => ByName.Keys;

    /// <summary>What reads objects of that class; null when it is none that is known.</summary>
    public static ReadEstimator? Find(PyGlobal type) =>
        type.Module.StartsWith("sklearn.", StringComparison.Ordinal) || type.Module is "lightgbm.sklearn" or "xgboost.sklearn" or "catboost.core" ? ByName.GetValueOrDefault(type.Name) : null;
}

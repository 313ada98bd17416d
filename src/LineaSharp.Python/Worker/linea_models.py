"""Models of Python's libraries, written and read in the layouts of MLflow's flavors, without MLflow; through MLflow where the interpreter has it."""

import importlib
import importlib.metadata
import importlib.util
import inspect
import json
import os
import pickle
import re
import sys

import linea_xgboost

# The classes that make a value a model of a flavor, most special first: XGBoost's scikit-learn API is scikit-learn's as well.
FLAVORS = [
    ("xgboost", {"xgboost.core.Booster", "xgboost.sklearn.XGBModel"}),
    ("lightgbm", {"lightgbm.basic.Booster", "lightgbm.sklearn.LGBMModel"}),
    ("catboost", {"catboost.core.CatBoost"}),
    ("prophet", {"prophet.forecaster.Prophet"}),
    ("statsmodels", {"statsmodels.base.model.Results", "statsmodels.base.wrapper.ResultsWrapper"}),
    ("pmdarima", {"pmdarima.arima.arima.ARIMA"}),
    ("pytorch", {"torch.nn.modules.module.Module"}),
    ("keras", {"keras.src.models.model.Model"}),
    ("tensorflow", {"keras.engine.training.Model", "keras.src.engine.training.Model", "tensorflow.python.trackable.autotrackable.AutoTrackable"}),
    ("transformers", {"transformers.pipelines.base.Pipeline"}),
    ("sentence_transformers", {"sentence_transformers.SentenceTransformer.SentenceTransformer"}),
    ("spacy", {"spacy.language.Language"}),
    ("onnx", {"onnx.onnx_ml_pb2.ModelProto"}),
    ("h2o", {"h2o.estimators.estimator_base.H2OEstimator"}),
    ("paddle", {"paddle.nn.layer.layers.Layer"}),
    ("spark", {"pyspark.ml.base.Model"}),
    ("pyfunc", {"mlflow.pyfunc.model.PythonModel"}),
    ("sklearn", {"sklearn.base.BaseEstimator"}),
]

# What an MLmodel file may name as the class of an XGBoost model; nothing else is imported by its word.
XGBOOST_CLASSES = {"xgboost.core.Booster", *(f"xgboost.sklearn.XGB{kind}" for kind in ("Model", "Classifier", "Regressor", "Ranker", "RFClassifier", "RFRegressor"))}
CATBOOST_CLASSES = {"CatBoost", "CatBoostClassifier", "CatBoostRegressor", "CatBoostRanker"}
LIGHTGBM_CLASSES = {"lightgbm.sklearn.LGBMModel", "lightgbm.sklearn.LGBMClassifier", "lightgbm.sklearn.LGBMRegressor", "lightgbm.sklearn.LGBMRanker"}

# Where the package that a module belongs to has another name.
DISTRIBUTIONS = {"sklearn": "scikit-learn", "yaml": "pyyaml", "PIL": "pillow", "cv2": "opencv-python"}


class Fault(Exception):
    """What .NET tells its caller as it is, with the code of its error."""

    told = True

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def has(module):
    try:
        spec = importlib.util.find_spec(module)
        # A folder of that name is found as well, and is no package.
        return spec is not None and spec.origin is not None
    except (ImportError, ValueError):
        return False


def need(module, for_what):
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] != module.split(".")[0]:
            raise
        raise Fault("NotSupported", f"{for_what} needs the Python package {DISTRIBUTIONS.get(module, module.split('.')[0])}, which {sys.executable} does not have. Install it there, or choose another interpreter.") from error


def flavor_of(value):
    classes = {f"{cls.__module__}.{cls.__qualname__}" for cls in type(value).__mro__}
    return next((flavor for flavor, known in FLAVORS if known & classes), None)


# ---- Saving


def save(model, folder, arguments):
    flavor = flavor_of(model)
    if flavor is None:
        raise Fault("NoFlavor", "The value is no model of a library that MLflow has a flavor for.")
    if has("mlflow"):
        return save_by_mlflow(model, flavor, folder, arguments)
    writer = WRITERS.get(flavor)
    if writer is None:
        raise Fault("NotSupported", f"A model of the flavor {flavor} is saved by MLflow's own {flavor} flavor, and {sys.executable} has no mlflow. Install it there (pip install mlflow), or save from an interpreter that has it.")
    known = {name: parameter.default for name, parameter in inspect.signature(writer).parameters.items() if parameter.kind == parameter.KEYWORD_ONLY}
    for name in arguments:
        if name not in known:
            raise Fault("NotSupported", f"The flavor {flavor} is saved without mlflow here, and has no argument '{name}' then. It has: {', '.join(known) or 'none'}.")
    configuration, pyfunc, packages = writer(model, folder, **arguments)
    return {"flavors": {flavor: configuration, "python_function": {**pyfunc, "python_version": python_version()}}, "requirements": requirements(packages)}


def save_by_mlflow(model, flavor, folder, arguments):
    module = importlib.import_module(f"mlflow.{flavor}")
    arguments = dict(arguments)
    known = inspect.signature(module.save_model).parameters
    if "pip_requirements" in known and not arguments.keys() & {"pip_requirements", "extra_pip_requirements", "conda_env"}:
        # Inferring them would load the model in a second process.
        arguments["pip_requirements"] = [without_local(line) for line in module.get_default_pip_requirements()]
    if "skops_trusted_types" in known and arguments.get("serialization_format", "skops") == "skops" and arguments.get("skops_trusted_types") is None and has("skops"):
        import skops.io
        arguments["skops_trusted_types"] = own_types(skops.io.get_untrusted_types(data=skops.io.dumps(model))) or None
    if flavor == "pyfunc":
        module.save_model(path=folder, python_model=model, **arguments)
    else:
        module.save_model(model, path=folder, **arguments)
    with open(os.path.join(folder, "requirements.txt"), encoding="utf-8") as file:
        return {"flavors": None, "requirements": [without_local(line.strip()) for line in file if line.strip() and not line.startswith("-")]}


def save_sklearn(model, folder, *, serialization_format=None, pyfunc_predict_fn="predict", skops_trusted_types=None):
    sklearn = need("sklearn", "A scikit-learn model")
    kind = serialization_format or ("skops" if has("skops") else "cloudpickle")
    trusted = None
    if kind == "skops":
        name = "model.skops"
        trusted = save_skops(model, os.path.join(folder, name), skops_trusted_types or ())
        modules = {"skops"}
    elif kind in ("cloudpickle", "pickle"):
        name = "model.pkl"
        modules = save_pickle(model, os.path.join(folder, name), kind)
    else:
        raise Fault("NotSupported", f"A scikit-learn model has no serialization_format '{kind}'. There are skops, cloudpickle and pickle.")
    configuration = {"pickled_model": name, "sklearn_version": version_of("sklearn"), "serialization_format": kind, "code": None, "skops_trusted_types": trusted}
    pyfunc = {"loader_module": "mlflow.sklearn", "model_path": name, "predict_fn": pyfunc_predict_fn}
    return configuration, pyfunc, {"sklearn", "numpy", "scipy", "pandas"} | modules


def save_skops(model, path, extra):
    skops_io = need("skops.io", "The format skops")
    skops_io.dump(model, path)
    untrusted = skops_io.get_untrusted_types(file=path)
    own = own_types(untrusted)
    others = [name for name in untrusted if name not in own and name not in extra]
    if others:
        raise Fault("NotSupported", f"The model holds {', '.join(others[:10])}, which loading it would have to trust. Name them in the save argument skops_trusted_types, or save with serialization_format cloudpickle.")
    return [*own, *(name for name in extra if name in untrusted)] or None


def own_types(names):
    return [name for name in names if name.split(".")[0] == "sklearn"]


def save_pickle(model, path, kind):
    """Pickles a model, and gives the modules that its parts are of."""
    modules = set()
    base = pickle.Pickler if kind == "pickle" else need("cloudpickle", "The format cloudpickle").CloudPickler

    class Pickler(base):
        def persistent_id(self, value):
            # Asked for every part of the model; it never answers, but sees what loading will import.
            module = getattr(value if isinstance(value, type) or inspect.isroutine(value) else type(value), "__module__", None)
            if isinstance(module, str):
                modules.add(module.split(".")[0])
            return None

    with open(path, "wb") as file:
        Pickler(file).dump(model)
    return modules | ({"cloudpickle"} if kind == "cloudpickle" else set())


def save_xgboost(model, folder, *, model_format="ubj"):
    need("xgboost", "An XGBoost model")
    if model_format not in ("ubj", "json"):
        raise Fault("NotSupported", f"An XGBoost model has no model_format '{model_format}'. There are ubj and json.")
    name = f"model.{model_format}"
    model.save_model(os.path.join(folder, name))
    configuration = {"xgb_version": version_of("xgboost"), "data": name, "model_class": full_name(type(model)), "model_format": model_format, "code": None}
    packages = {"xgboost", "numpy", "scipy", "pandas"} | ({"sklearn"} if type(model).__name__ != "Booster" else set())
    return configuration, {"loader_module": "mlflow.xgboost", "data": name}, packages


def save_statsmodels(model, folder, *, remove_data=False):
    need("statsmodels", "A statsmodels model")
    name = "model.statsmodels"
    model.save(os.path.join(folder, name), remove_data=remove_data)
    configuration = {"statsmodels_version": version_of("statsmodels"), "data": name, "code": None}
    return configuration, {"loader_module": "mlflow.statsmodels", "data": name}, {"statsmodels", "numpy", "scipy", "pandas"}


def save_prophet(model, folder):
    serialize = need("prophet.serialize", "A Prophet model")
    name = "model.pr"
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        json.dump(serialize.model_to_json(model), file)
    configuration = {"prophet_version": version_of("prophet"), "code": None, "model_type": type(model).__name__, "data": name}
    return configuration, {"loader_module": "mlflow.prophet", "data": name}, {"prophet"}


WRITERS = {"sklearn": save_sklearn, "xgboost": save_xgboost, "statsmodels": save_statsmodels, "prophet": save_prophet}


# ---- Loading


class CodeFolder:
    """The modules that travel with a model: found while it is loaded and while it predicts, and kept apart from those of the same names of other models."""

    def __init__(self, path):
        self._path = path
        self._names = set() if path is None else {name.split(".")[0] for name in os.listdir(path)}
        self._modules = {}
        self._hidden = {}

    def __enter__(self):
        if self._path is not None:
            self._hidden = self._taken_out()
            sys.modules.update(self._modules)
            sys.path.insert(0, self._path)

    def __exit__(self, *error):
        if self._path is not None:
            sys.path.remove(self._path)
            self._modules = self._taken_out()
            sys.modules.update(self._hidden)

    def _taken_out(self):
        return {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[0] in self._names}


def load(message, code=None):
    """Loads a model by the flavor that .NET chose. What would run code in the files came here only if they are trusted."""
    flavor, file, configuration = message["flavor"], message["file"], message["configuration"]
    reader = READERS.get(flavor)
    if reader is None:
        return load_by_mlflow(flavor, message["folder"])
    module, key = LIBRARIES[flavor]
    library = need(module, f"A model of the flavor {flavor}")
    try:
        with code or CodeFolder(message["code"]):
            return reader(file, configuration, message["is_trusted"])
    except (Fault, MemoryError):
        raise
    except Exception as error:
        raise fault_of(error, flavor, module, configuration.get(key)) from error


def fault_of(error, flavor, module, saved):
    """Whether the file is damaged, or this interpreter's library is another than the one it was written by."""
    here = version_of(module)
    problem = f"{type(error).__name__}: {error}".split("\n")[0].rstrip(".")
    if isinstance(error, (ImportError, AttributeError)) or (saved is not None and without_local(saved) != here and not isinstance(error, (pickle.UnpicklingError, EOFError))):
        return Fault("NotSupported", f"The {flavor} model was saved with {DISTRIBUTIONS.get(module, module)} {saved}, and {here} in {sys.executable} cannot load it: {problem}. Choose an interpreter with that version.")
    return Fault("CorruptArtifact", f"The {flavor} model's file is damaged: {problem}. Restore it from a backup, or save the model again.")


def load_by_mlflow(flavor, folder):
    need("mlflow", f"A model of the flavor {flavor}")
    return importlib.import_module(f"mlflow.{flavor}").load_model(folder)


def load_sklearn(file, configuration, is_trusted):
    if configuration.get("serialization_format") == "skops":
        return load_skops(file, configuration, is_trusted, ())
    return load_pickle(file, is_trusted)


def load_skops(file, configuration, is_trusted, classes):
    skops_io = need("skops.io", "The format skops")
    untrusted = skops_io.get_untrusted_types(file=file)
    # The list in the MLmodel file is the word of whoever wrote the file.
    named = set(configuration.get("skops_trusted_types") or ()) if is_trusted else set()
    own = {*own_types(untrusted), *classes}
    others = [name for name in untrusted if name not in own and name not in named]
    if others:
        raise Fault("PermissionDenied", f"The model holds {', '.join(others[:10])}, beside scikit-learn's own types. Loading them could run code: trust the files to allow it.")
    return skops_io.load(file, trusted=untrusted)


def load_pickle(file, is_trusted):
    if not is_trusted:
        raise Fault("PermissionDenied", "The model is a pickle, and its files are not trusted.")
    with open(file, "rb") as stream:
        return pickle.load(stream)


def load_xgboost(file, configuration, is_trusted):
    xgboost = need("xgboost", "An XGBoost model")
    name = configuration.get("model_class") or "xgboost.core.Booster"
    if name not in XGBOOST_CLASSES:
        raise Fault("NotSupported", f"The MLmodel file names the class '{name}', which is none of XGBoost's.")
    linea_xgboost.check(file, xgboost.__version__, Fault)
    model = getattr(xgboost, name.rsplit(".", 1)[1])()
    model.load_model(file)
    return model


def load_statsmodels(file, configuration, is_trusted):
    return load_pickle(file, is_trusted)


def load_prophet(file, configuration, is_trusted):
    serialize = need("prophet.serialize", "A Prophet model")
    with open(file, encoding="utf-8") as stream:
        return serialize.model_from_json(json.load(stream))


def load_lightgbm(file, configuration, is_trusted):
    lightgbm = need("lightgbm", "A LightGBM model")
    name = configuration.get("model_class") or "lightgbm.basic.Booster"
    if configuration.get("serialization_format") == "skops":
        return load_skops(file, configuration, is_trusted, {*LIGHTGBM_CLASSES, "lightgbm.basic.Booster", "collections.OrderedDict"})
    return lightgbm.Booster(model_file=file) if name == "lightgbm.basic.Booster" else load_pickle(file, is_trusted)


def load_catboost(file, configuration, is_trusted):
    catboost = need("catboost", "A CatBoost model")
    name = configuration.get("model_type") or "CatBoost"
    if name not in CATBOOST_CLASSES:
        raise Fault("NotSupported", f"The MLmodel file names the class '{name}', which is none of CatBoost's.")
    return getattr(catboost, name)().load_model(file, format=configuration.get("save_format") or "cbm")


READERS = {
    "sklearn": load_sklearn, "xgboost": load_xgboost, "statsmodels": load_statsmodels, "prophet": load_prophet, "lightgbm": load_lightgbm, "catboost": load_catboost,
}

# The library that reads a flavor's models, and the key under which the MLmodel file has the version that wrote it.
LIBRARIES = {
    "sklearn": ("sklearn", "sklearn_version"), "xgboost": ("xgboost", "xgb_version"), "statsmodels": ("statsmodels", "statsmodels_version"),
    "prophet": ("prophet", "prophet_version"), "lightgbm": ("lightgbm", "lgb_version"), "catboost": ("catboost", "catboost_version"),
}


# ---- Versions


def full_name(cls):
    return f"{cls.__module__}.{cls.__qualname__}"


def python_version():
    return ".".join(str(part) for part in sys.version_info[:3])


def without_local(version):
    """0.13.5+dfsg is how a distribution marks its build of 0.13.5; pip knows only the latter."""
    return re.sub(r"\+[A-Za-z0-9.]+$", "", version)


def version_of(module):
    loaded = importlib.import_module(module)
    return without_local(str(getattr(loaded, "__version__", None) or importlib.metadata.version(DISTRIBUTIONS.get(module, module))))


def requirements(modules):
    """The packages of these modules, pinned to the versions here. Modules of Python itself and of the user are left out."""
    found = set()
    packages = None
    for module in modules:
        if module in sys.stdlib_module_names or module in ("__main__", "builtins"):
            continue
        name = DISTRIBUTIONS.get(module, module)
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            packages = packages or importlib.metadata.packages_distributions()
            if module in packages:
                name = packages[module][0]
                version = importlib.metadata.version(name)
            else:
                version = getattr(sys.modules.get(module), "__version__", None)
        if version is not None:
            found.add(pinned(name, version))
    return sorted(found)


def pinned(name, version):
    """A requirement as pip takes it; without the version where that is none of Python's."""
    version = without_local(version)
    return f"{name}=={version}" if re.fullmatch(r"[0-9]+(\.[0-9]+)*((a|b|rc)[0-9]+)?(\.post[0-9]+)?(\.dev[0-9]+)?", version) else name

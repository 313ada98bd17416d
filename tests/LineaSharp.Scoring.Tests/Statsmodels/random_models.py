"""Fits random models and writes, for each, its pickle, an input and what statsmodels predicts for it. Arguments: a folder, a seed, how many models."""
import json, sys, warnings
import numpy as np, pandas as pd, statsmodels.api as sm, statsmodels.formula.api as smf
from statsmodels.genmod import families
from statsmodels.genmod.families import links

warnings.simplefilter("ignore")
folder, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = np.random.default_rng(seed)
L = links
PAIRS = [
    (families.Gaussian, L.identity), (families.Gaussian, L.log), (families.Gaussian, L.inverse_power),
    (families.Binomial, L.logit), (families.Binomial, L.probit), (families.Binomial, L.cauchy), (families.Binomial, L.cloglog), (families.Binomial, L.loglog),
    (families.Poisson, L.log), (families.Poisson, L.sqrt), (families.Poisson, L.identity),
    (families.Gamma, L.log), (families.Gamma, L.inverse_power), (families.Gamma, L.identity),
    (families.InverseGaussian, L.log), (families.InverseGaussian, L.inverse_squared),
    (families.NegativeBinomial, L.log), (families.NegativeBinomial, L.nbinom), (families.Tweedie, L.log), (families.Tweedie, lambda: L.Power(0.5)),
]


def plain(n, k):
    x = pd.DataFrame(rng.normal(size=(n, k)) * 0.5, columns=[f"x{i}" for i in range(k)])
    if rng.random() < 0.8:
        x.insert(int(rng.integers(0, k + 1)), "const", 1.0)
    return x


def fit_plain(kind):
    n, k = int(rng.integers(60, 120)), int(rng.integers(1, 5))
    x = plain(n, k)
    z = x.to_numpy() @ rng.normal(size=x.shape[1]) * 0.4
    if kind == "NegativeBinomial":
        y = rng.poisson(np.exp(np.clip(z, -3, 3)) * rng.gamma(2, 0.5, n))
    elif kind == "Poisson":
        y = rng.poisson(np.exp(np.clip(z, -3, 3)))
    elif kind in ("Logit", "Probit"):
        y = (rng.random(n) < 1 / (1 + np.exp(-z))).astype(float)
    elif kind == "MNLogit":
        y = rng.integers(0, int(rng.integers(2, 5)), n)
    else:
        y = z + rng.normal(size=n) * 0.3
    exog = x.to_numpy() if rng.random() < 0.3 else x
    if kind == "GLM":
        family, link = PAIRS[int(rng.integers(len(PAIRS)))]
        if family in (families.Gamma, families.InverseGaussian, families.Tweedie):
            y = np.exp(z) * rng.gamma(5, 0.2, n) + 0.1
        elif family is families.Binomial:
            y = (rng.random(n) < 1 / (1 + np.exp(-z))).astype(float)
        elif family in (families.Poisson, families.NegativeBinomial):
            y = rng.poisson(np.exp(np.clip(z, -2, 2))) + 1
        else:
            y = np.abs(y) + 0.5
        offset = rng.normal(size=n) * 0.1 if rng.random() < 0.2 else None
        model = sm.GLM(y, exog, family=family(link()), offset=offset)
        return model, model.fit(maxiter=int(rng.integers(2, 30))), x
    if kind == "WLS":
        model = sm.WLS(y, exog, weights=rng.uniform(0.5, 2, n))
    elif kind == "GLS":
        model = sm.GLS(y, exog, sigma=rng.uniform(0.5, 2, n))
    elif kind == "Poisson" and rng.random() < 0.3:
        model = sm.Poisson(y, exog, exposure=rng.uniform(1, 2, n))
    elif kind == "NegativeBinomial":
        model = sm.NegativeBinomial(y, exog, loglike_method=["nb2", "nb1", "geometric"][int(rng.integers(3))])
    else:
        model = getattr(sm, kind)(y, exog)
    if kind == "OLS" and rng.random() < 0.2:
        return model, model.fit_regularized(alpha=0.05), x
    if kind == "Logit" and rng.random() < 0.2:
        return model, model.fit_regularized(alpha=0.5, disp=0), x
    result = model.fit(disp=0) if hasattr(model, "cdf") or kind in ("Poisson", "NegativeBinomial") else model.fit(q=0.3) if kind == "QuantReg" else model.fit()
    return model, result, x


def fit_formula():
    n = int(rng.integers(60, 120))
    data = pd.DataFrame({
        "a": rng.normal(size=n), "b": rng.integers(0, 9, n), "color": rng.choice(["red", "green", "blue"], n), "k": rng.choice([1, 2, 7], n),
        "f": rng.choice([0.5, 2.0, 1e-3], n), "flag": rng.random(n) < 0.5, "cat": pd.Categorical(rng.choice(["u", "v"], n), categories=["v", "u", "w"]),
        "größe": rng.normal(size=n),
        "odd": rng.choice(["a:b", "c]", "T.d", "", "(e"], n)})
    if rng.random() < 0.3:
        data.loc[3, "a"] = np.nan
        data.loc[5, "color"] = None
    data["y"] = rng.normal(size=n) + data["b"] * 0.1
    data["yes"] = (data["y"] > 0).astype(int)
    terms = list(rng.permutation(["a", "b", "color", "C(color)", "C(k)", "C(f)", "flag", "cat", "größe", "a:b", "C(k):a", "color:flag",
        "C(k, Treatment(2))", "C(color, Treatment(reference='red'))", "C(odd)", "C(odd):b"]))[: int(rng.integers(1, 5))]
    right = " + ".join((["0"] if rng.random() < 0.2 else []) + terms)
    if rng.random() < 0.3:
        model = smf.glm(f"yes ~ {right}", data, family=families.Binomial())
        result = model.fit()
    else:
        model = smf.ols(f"y ~ {right}", data)
        result = model.fit()
    return model, result, data.drop(columns=["y", "yes"])


KINDS = ["OLS", "WLS", "GLS", "RLM", "QuantReg", "GLM", "GLM", "GLM", "GLM", "Logit", "Probit", "MNLogit", "Poisson", "NegativeBinomial", "formula", "formula", "formula"]
written = []
while len(written) < count:
    kind = KINDS[int(rng.integers(len(KINDS)))]
    try:
        model, result, inputs = fit_formula() if kind == "formula" else fit_plain(kind)
        inputs = inputs.sample(int(rng.integers(1, 12)), random_state=int(rng.integers(1 << 30))).reset_index(drop=True)
        if kind != "formula":
            # Far out, where tails and overflows are.
            inputs = inputs * float(rng.choice([1, 1, 5, 40]))
        expected = np.asarray(result.predict(inputs))
        remove = kind != "formula" and hasattr(result, "remove_data") and rng.random() < 0.3
        name = f"{len(written)}.pickle"
        result.save(f"{folder}/{name}", remove_data=bool(remove))
    except (np.linalg.LinAlgError, ValueError, ZeroDivisionError, sm.tools.sm_exceptions.PerfectSeparationError):
        continue
    describe = kind + (f" {type(model.family).__name__} {type(model.family.link).__name__}" if hasattr(model, "family") else "") + (f" {model.formula}" if hasattr(model, "formula") else "")
    columns = {c: [None if v is None or v != v else v.item() if hasattr(v, "item") else v for v in inputs[c]] for c in inputs}
    written.append({"file": name, "what": describe, "columns": columns, "expected": [[repr(float(v)) for v in row] for row in expected.reshape(len(expected), -1)]})
json.dump(written, open(f"{folder}/expected.json", "w"))

using System.Net;

namespace LineaSharp.Mlflow;

/// <summary>An MLflow store refused a call, or could not carry it out; <see cref="MlflowErrorCode"/> keeps its own word for why.</summary>
public sealed class MlflowException : LineaException
{
    /// <summary>Makes an error from MLflow's code; <see cref="LineaException.Code"/> follows from it.</summary>
    /// <param name="mlflowErrorCode">MLflow's code, such as <c>RESOURCE_DOES_NOT_EXIST</c>.</param>
    /// <param name="message">What was asked, what was found, what to do.</param>
    /// <param name="inner">The error of the driver or HTTP stack underneath.</param>
    public MlflowException(string mlflowErrorCode, string message, Exception? inner = null)
        : base(MlflowErrorCodes.ToErrorCode(mlflowErrorCode), message, inner, MlflowErrorCodes.IsTransient(mlflowErrorCode)) =>
        MlflowErrorCode = mlflowErrorCode;

    internal MlflowException(string mlflowErrorCode, string message, Exception? inner, bool isTransient)
        : base(MlflowErrorCodes.ToErrorCode(mlflowErrorCode), message, inner, isTransient) =>
        MlflowErrorCode = mlflowErrorCode;

    /// <summary>MLflow's code, such as <c>RESOURCE_DOES_NOT_EXIST</c> or <c>INVALID_PARAMETER_VALUE</c>.</summary>
    public string MlflowErrorCode { get; }

    /// <summary>The HTTP status of the answer; null when no server was involved.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>The request as method and path (<c>POST /api/2.0/mlflow/runs/create</c>), without query or credentials; null when no server was involved.</summary>
    public string? Request { get; init; }

    /// <summary>What a repetition could help; null when the server's answer is its last word.</summary>
    internal Rest.Failure? Failure { get; init; }

    /// <summary>Whether the call was sent before, and the server may have carried it out then: "exists already" may mean what we made ourselves.</summary>
    internal bool MayBeDoneAlready { get; set; }

    /// <summary>Whether a call that must not be sent twice ended without an answer.</summary>
    internal bool OutcomeIsUnknown { get; init; }
}

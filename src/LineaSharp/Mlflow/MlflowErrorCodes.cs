namespace LineaSharp.Mlflow;

/// <summary>MLflow's error codes, and the one table from them to ours.</summary>
internal static class MlflowErrorCodes
{
    public const string ResourceDoesNotExist = "RESOURCE_DOES_NOT_EXIST";
    public const string ResourceAlreadyExists = "RESOURCE_ALREADY_EXISTS";
    public const string InvalidParameterValue = "INVALID_PARAMETER_VALUE";
    public const string InvalidState = "INVALID_STATE";
    public const string BadRequest = "BAD_REQUEST";
    public const string InternalError = "INTERNAL_ERROR";
    public const string NotImplemented = "NOT_IMPLEMENTED";
    public const string EndpointNotFound = "ENDPOINT_NOT_FOUND";
    public const string TemporarilyUnavailable = "TEMPORARILY_UNAVAILABLE";

    public const string DeadlineExceeded = "DEADLINE_EXCEEDED";
    public const string RequestLimitExceeded = "REQUEST_LIMIT_EXCEEDED";
    public const string PermissionDenied = "PERMISSION_DENIED";
    public const string Unauthenticated = "UNAUTHENTICATED";

    /// <summary>Ours: a server did not answer, and may have done what it was asked.</summary>
    public const string OutcomeUnknown = "OUTCOME_UNKNOWN";

    /// <summary>What a server without MLflow's own words (a proxy, a login page, a missing route) means by its status.</summary>
    public static string OfStatus(int status) => status switch
    {
        400 or 411 or 413 or 414 or 415 or 422 or 431 => BadRequest,
        401 or 407 => Unauthenticated,
        403 => PermissionDenied,
        404 or 405 or 410 => EndpointNotFound,
        408 or 504 => DeadlineExceeded,
        409 => "RESOURCE_CONFLICT",
        429 => RequestLimitExceeded,
        501 => NotImplemented,
        502 or 503 => TemporarilyUnavailable,
        _ => InternalError,
    };

    public static ErrorCode ToErrorCode(string mlflowCode) => mlflowCode switch
    {
        ResourceDoesNotExist or "NOT_FOUND" => ErrorCode.NotFound,
        ResourceAlreadyExists or "RESOURCE_CONFLICT" or "ALREADY_EXISTS" => ErrorCode.AlreadyExists,
        InvalidParameterValue or BadRequest or "MALFORMED_REQUEST" or "INVALID_ARGUMENT" => ErrorCode.InvalidArgument,
        InvalidState => ErrorCode.InvalidState,
        NotImplemented or EndpointNotFound or "FEATURE_DISABLED" => ErrorCode.NotSupported,
        PermissionDenied or Unauthenticated or "CUSTOMER_UNAUTHORIZED" => ErrorCode.PermissionDenied,
        RequestLimitExceeded or "RESOURCE_EXHAUSTED" or "QUOTA_EXCEEDED" => ErrorCode.RateLimited,
        TemporarilyUnavailable or DeadlineExceeded or OutcomeUnknown or "UNAVAILABLE" => ErrorCode.Unavailable,
        _ => ErrorCode.Unknown,
    };

    public static bool IsTransient(string mlflowCode) =>
        mlflowCode is TemporarilyUnavailable or "UNAVAILABLE" or DeadlineExceeded or RequestLimitExceeded or "RESOURCE_EXHAUSTED";
}

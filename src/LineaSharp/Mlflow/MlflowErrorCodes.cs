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

    public static ErrorCode ToErrorCode(string mlflowCode) => mlflowCode switch
    {
        ResourceDoesNotExist or EndpointNotFound or "NOT_FOUND" => ErrorCode.NotFound,
        ResourceAlreadyExists or "RESOURCE_CONFLICT" or "ALREADY_EXISTS" => ErrorCode.AlreadyExists,
        InvalidParameterValue or BadRequest or "MALFORMED_REQUEST" or "INVALID_ARGUMENT" => ErrorCode.InvalidArgument,
        InvalidState => ErrorCode.InvalidState,
        NotImplemented or "FEATURE_DISABLED" => ErrorCode.NotSupported,
        "PERMISSION_DENIED" or "UNAUTHENTICATED" or "CUSTOMER_UNAUTHORIZED" => ErrorCode.PermissionDenied,
        "REQUEST_LIMIT_EXCEEDED" or "RESOURCE_EXHAUSTED" or "QUOTA_EXCEEDED" => ErrorCode.RateLimited,
        TemporarilyUnavailable or "UNAVAILABLE" or "DEADLINE_EXCEEDED" => ErrorCode.Unavailable,
        _ => ErrorCode.Unknown,
    };

    public static bool IsTransient(string mlflowCode) =>
        mlflowCode is TemporarilyUnavailable or "UNAVAILABLE" or "DEADLINE_EXCEEDED" or "REQUEST_LIMIT_EXCEEDED" or "RESOURCE_EXHAUSTED";
}

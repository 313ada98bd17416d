namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>A recorded request that no method of the client can send, and why.</summary>
internal sealed class NotSendable(string why) : Exception(why);

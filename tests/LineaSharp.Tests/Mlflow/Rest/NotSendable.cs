namespace LineaSharp.Tests.Mlflow.Rest;

/// <summary>A recorded request that no method of the client can send, and why.</summary>
internal class NotSendable(string why) : Exception(why);

/// <summary>A recorded request whose arguments no method of ours takes, and why.</summary>
internal sealed class NotReadable(string why) : NotSendable(why);

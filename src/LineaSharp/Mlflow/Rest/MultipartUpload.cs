using System.Collections.Concurrent;
using LineaSharp.Mlflow.Rest.Wire;
using Microsoft.Win32.SafeHandles;

namespace LineaSharp.Mlflow.Rest;

/// <summary>One large file on its way into the bucket behind a server: its parts go at the same time, each is repeated by itself, and nothing is there until all are.</summary>
/// <param name="server">The server, which opens and closes the upload.</param>
/// <param name="settings">Part size and parallelism.</param>
/// <param name="directory">The directory in the server's artifacts, escaped.</param>
/// <param name="name">The file's name in it.</param>
internal sealed class MultipartUpload(MlflowHttp server, TransferSettings settings, string directory, string name)
{
    private const string Prefix = "/api/2.0/mlflow-artifacts/mpu/";

    // The bucket forgets what nobody closes, but keeps, and bills, it until then.
    private static readonly TimeSpan TimeToAbort = TimeSpan.FromSeconds(10);

    /// <summary>Uploads a file.</summary>
    /// <returns>False when the bucket cannot be reached from here; nothing is left of the attempt then.</returns>
    /// <exception cref="MlflowException">NotSupported: the server does not offer it.</exception>
    public async Task<bool> SendAsync(SafeFileHandle file, long length, string localName, IProgress<TransferProgress>? progress, CancellationToken ct)
    {
        var parts = settings.PartsToUpload(length);
        var (id, addresses) = await CreateAsync(parts, ct).ConfigureAwait(false);
        var total = new TransferTotal(progress) { Bytes = length };
        var shares = parts.Select(_ => total.OfFile()).ToList();
        var done = new ConcurrentDictionary<int, UploadedPart>();
        try
        {
            async Task SendAsync(FilePart part, Repeat repeat, CancellationToken token)
            {
                var address = addresses[part.Number - 1];
                var call = address.Put(timer => new FileContent(file, part.Length, localName, shares[part.Number - 1], timer, part.From)) with { Repeat = repeat };
                done[part.Number] = new UploadedPart(part.Number, await PutAsync(address, call, token).ConfigureAwait(false), address.Text);
            }

            if (!await ReachesBucketAsync(() => SendAsync(parts[0], Repeat.Never, ct)).ConfigureAwait(false))
            {
                await AbortAsync(id).ConfigureAwait(false);
                return false;
            }
            var rest = parts.Where(p => !done.ContainsKey(p.Number));
            var together = new ParallelOptions { MaxDegreeOfParallelism = settings.Parallel, CancellationToken = ct };
            await Parallel.ForEachAsync(rest, together, async (part, token) => await SendAsync(part, Repeat.IsSafe, token).ConfigureAwait(false)).ConfigureAwait(false);
            await server.SendAsync(Call("complete", new CompleteMultipart(name, id, parts.Select(p => done[p.Number]).ToList())), ct).ConfigureAwait(false);
            return true;
        }
        catch
        {
            await AbortAsync(id).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<(string Id, IReadOnlyList<SignedAddress> Addresses)> CreateAsync(IReadOnlyList<FilePart> parts, CancellationToken ct)
    {
        var call = Call("create", new CreateMultipart(name, parts.Count));
        var answer = await server.ReadAsync<MultipartAnswer>(call, ct).ConfigureAwait(false);
        var id = Answers.Required(answer.UploadId, call, "upload_id");
        try
        {
            var byNumber = (answer.Credentials ?? []).OrderBy(c => c.PartNumber).ToList();
            if (!byNumber.Select(c => c.PartNumber ?? 0).SequenceEqual(parts.Select(p => p.Number)))
                throw MlflowErrors.AnswerLacks($"{call.Method} {call.Path}", $"signed address for each of {parts.Count} parts");
            return (id, byNumber.Select(c => SignedAddress.Of(server, call, c.Url, c.Headers)).ToList());
        }
        catch (MlflowException)
        {
            await AbortAsync(id).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<string> PutAsync(SignedAddress address, MlflowCall call, CancellationToken ct)
    {
        using var answer = await address.Host.OpenAsync(call, ct).ConfigureAwait(false);
        // As the bucket wrote it, quotation marks included; Azure's blocks have none.
        return answer.Headers.TryGetValues("ETag", out var tags) ? tags.First() : "";
    }

    // The first part tells whether the bucket can be reached from here at all. What the bucket refuses for now is left to the repetitions.
    private static async Task<bool> ReachesBucketAsync(Func<Task> sendFirst)
    {
        try
        {
            await sendFirst().ConfigureAwait(false);
            return true;
        }
        catch (MlflowException e) when (e.Status is null && (e.Failure is not { MayHaveActed: true } || e.MlflowErrorCode == MlflowErrorCodes.DeadlineExceeded))
        {
            return false;
        }
        catch (MlflowException e) when (e.Failure is not null)
        {
            return true;
        }
    }

    private async Task AbortAsync(string id)
    {
        using var limit = new CancellationTokenSource(TimeToAbort);
        try
        {
            await server.SendAsync(Call("abort", new AbortMultipart(name, id)) with { Repeat = Repeat.Never }, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is LineaException or OperationCanceledException)
        {
            // What made us give up tells more.
        }
    }

    private MlflowCall Call<T>(string verb, T body) => Api.Post("", body) with { Path = $"{Prefix}{verb}/{directory}" };
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using LineaSharp.Mlflow.Rest;

namespace LineaSharp.Mlflow.Databricks;

/// <summary>Moves files to and from signed URLs. Nothing that says who we are goes there: the URL is the leave.</summary>
internal sealed class SignedTransfer
{
    private const long MiB = 1 << 20;
    private const int MostS3Parts = 10_000, MostBlocks = 50_000;
    private const long MostAtOnce = 5L << 30; // S3 takes no more in one PUT

    private readonly MlflowHttp _anybody;
    private readonly long _partSize, _partsFrom;

    /// <param name="workspace">Only where requests start from; it gets none.</param>
    /// <param name="options">For time-outs, repetitions and a handler of the caller's own; its identity and certificates stay here.</param>
    /// <param name="clock">The clock.</param>
    public SignedTransfer(MlflowAddress workspace, MlflowHttpOptions options, TimeProvider clock)
    {
        _anybody = new MlflowHttp(workspace, DatabricksWorkspace.WithoutIdentity(options), clock);
        var environment = new Variables(options.Environment);
        _partSize = Size(environment, "MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", 10 * MiB);
        _partsFrom = Size(environment, "MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", 500 * MiB);
    }

    public async Task<Stream> OpenReadAsync(SignedUrl url, string name, CancellationToken ct)
    {
        var host = _anybody.At(url.Host);
        var call = url.Call(HttpMethod.Get);
        return new DownloadStream(host, call, await host.OpenAsync(call, ct).ConfigureAwait(false), name);
    }

    public async Task PutAsync(SignedFiles files, string path, LocalFile file, CancellationToken ct)
    {
        var url = await files.ForWriteAsync(path, ct).ConfigureAwait(false);
        var target = new Target(url, token => files.ForWriteAsync(path, token));
        await (url.Kind switch
        {
            SignedUrlKind.AzureBlob => PutBlocksAsync(target, file, ct),
            SignedUrlKind.AzureDataLake => AppendAsync(target, file, ct),
            SignedUrlKind.S3 when file.Length > _partsFrom => PutPartsAsync(files, target, path, file, ct),
            _ => PutWholeAsync(target, path, file, ct),
        }).ConfigureAwait(false);
    }

    private Task PutWholeAsync(Target target, string path, LocalFile file, CancellationToken ct)
    {
        if (file.Length > MostAtOnce) throw LineaException.TooLargeForOnePut(path, file.Length, MostAtOnce);
        return SendAsync(target, url => url.Call(HttpMethod.Put) with { Body = Part(file, 0, file.Length) }, ct);
    }

    private async Task PutPartsAsync(SignedFiles files, Target whole, string path, LocalFile file, CancellationToken ct)
    {
        var parts = file.Parts(SizeFor(file.Length, MostS3Parts)).ToList();
        if (await files.BeginPartsAsync(path, parts.Count, ct).ConfigureAwait(false) is not { } upload)
        {
            await PutWholeAsync(whole, path, file, ct).ConfigureAwait(false);
            return;
        }
        try
        {
            var tags = new List<string>();
            foreach (var (start, length) in parts)
            {
                var number = tags.Count + 1;
                var target = new Target(upload.Parts[number - 1], token => upload.RenewAsync(number, token));
                tags.Add(await PutPartAsync(target, file, start, length, ct).ConfigureAwait(false));
            }
            await upload.CompleteAsync(tags, ct).ConfigureAwait(false);
        }
        catch
        {
            await AbortAsync(upload).ConfigureAwait(false);
            throw;
        }
    }

    private Task<string> PutPartAsync(Target target, LocalFile file, long start, long length, CancellationToken ct) => target.TryAsync(
        async url =>
        {
            var call = url.Call(HttpMethod.Put) with { Body = Part(file, start, length) };
            using var response = await _anybody.At(url.Host).OpenAsync(call, ct).ConfigureAwait(false);
            return response.Headers.ETag?.Tag ?? throw MlflowErrors.AnswerLacks($"{call.Method} {call.Path}", "ETag");
        },
        ct);

    private async Task AbortAsync(MultipartUpload upload)
    {
        if (upload.Abort is not { } url) return;
        try
        {
            await _anybody.At(url.Host).SendAsync(url.Call(HttpMethod.Delete), CancellationToken.None).ConfigureAwait(false);
        }
        catch (LineaException)
        {
            // What broke the upload tells more; parts without a file are removed by the bucket's own rules.
        }
    }

    private async Task PutBlocksAsync(Target target, LocalFile file, CancellationToken ct)
    {
        var blocks = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
        foreach (var (start, length) in file.Parts(SizeFor(file.Length, MostBlocks)))
        {
            var id = Convert.ToBase64String(Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("n")));
            await SendAsync(target, url => url.Call(HttpMethod.Put, $"comp=block&blockid={Uri.EscapeDataString(id)}") with { Body = Part(file, start, length) }, ct).ConfigureAwait(false);
            blocks.Append("<Uncommitted>").Append(id).Append("</Uncommitted>");
        }
        var list = Encoding.UTF8.GetBytes(blocks.Append("</BlockList>").ToString());
        await SendAsync(
            target,
            url => url.Call(HttpMethod.Put, "comp=blocklist") with { Body = _ => new ByteArrayContent(list) { Headers = { ContentType = new MediaTypeHeaderValue("application/xml") } } },
            ct).ConfigureAwait(false);
    }

    private async Task AppendAsync(Target target, LocalFile file, CancellationToken ct)
    {
        await SendAsync(target, url => url.Call(HttpMethod.Put, "resource=file") with { Body = _ => new ByteArrayContent([]) }, ct).ConfigureAwait(false);
        foreach (var (start, length) in file.Parts(SizeFor(file.Length, MostBlocks)))
            await SendAsync(target, url => url.Call(HttpMethod.Patch, $"action=append&position={Number(start)}") with { Body = Part(file, start, length) }, ct).ConfigureAwait(false);
        await SendAsync(target, url => url.Call(HttpMethod.Patch, $"action=flush&position={Number(file.Length)}") with { Body = _ => new ByteArrayContent([]) }, ct).ConfigureAwait(false);
    }

    private Task SendAsync(Target target, Func<SignedUrl, MlflowCall> call, CancellationToken ct) => target.TryAsync(
        async url =>
        {
            await _anybody.At(url.Host).SendAsync(call(url), ct).ConfigureAwait(false);
            return true;
        },
        ct);

    private static Func<AttemptTimer, HttpContent> Part(LocalFile file, long start, long length) => timer => new FilePart(file, start, length, timer);

    private long SizeFor(long length, int mostParts) => Math.Max(_partSize, (length + mostParts - 1) / mostParts);

    private static long Size(Variables environment, string name, long otherwise)
    {
        if (environment.Text(name) is not { } text) return otherwise;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 && size <= MostAtOnce
            ? size
            : throw LineaException.BadHttpOption(name, text, $"a number of bytes from 1 to {Number(MostAtOnce)}");
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Where a file goes, by a URL that is renewed when it expires in the middle.</summary>
    private sealed class Target(SignedUrl url, Func<CancellationToken, Task<SignedUrl>> renew)
    {
        private SignedUrl _url = url;

        public async Task<T> TryAsync<T>(Func<SignedUrl, Task<T>> send, CancellationToken ct)
        {
            try
            {
                return await send(_url).ConfigureAwait(false);
            }
            catch (MlflowException e) when ((int?)e.Status is 401 or 403)
            {
                _url = await renew(ct).ConfigureAwait(false);
            }
            return await send(_url).ConfigureAwait(false);
        }
    }
}

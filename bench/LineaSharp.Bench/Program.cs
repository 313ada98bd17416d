// Measures LineaSharp on this machine, beside what the disk and the usual programs need for the same in the same run.
//   dotnet run -c Release --project bench/LineaSharp.Bench [-- name …] [--folder DIR] [--mebibytes N] [--mlflow URI]
using LineaSharp.Bench;

if (args is ["--child", var work, .. var given])
{
    await Child.RunAsync(work, given);
    return 0;
}

if (args is ["--stub-server", var served])
{
    await LineaSharp.Bench.Stub.StubServer.RunAsync(served);
    return 0;
}

if (!Settings.TryParse(args, Benchmarks.Names, out var settings, out var complaint))
{
    Console.Error.WriteLine(complaint);
    return 2;
}

Console.WriteLine(Machine.Describe(settings.Folder));
foreach (var (name, run) in Benchmarks.All)
{
    if (!settings.Includes(name)) continue;
    using var folder = new WorkFolder(settings.Folder, name);
    var table = new Table(name);
    var load = Machine.Load();
    await run(folder.Path, settings, table);
    table.Note($"load of the machine before and after: {load}; {Machine.Load()}");
    Console.WriteLine();
    Console.WriteLine(table);
}
return 0;

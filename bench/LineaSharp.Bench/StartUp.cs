namespace LineaSharp.Bench;

/// <summary>The first save of a new process: what a script pays that saves one thing and ends.</summary>
internal static class StartUp
{
    private const int Runs = 15;

    public static async Task RunAsync(string folder, Table table)
    {
        var used = Path.Combine(folder, "used");
        await Child.StartAsync("save-record", used);
        var (nothing, fresh, freshInside, existing, existingInside) = (new Series(), new Series(), new Series(), new Series(), new Series());
        for (var i = 0; i < Runs; i++)
        {
            nothing.Add((await Child.StartAsync("nothing")).Process);
            var first = await Child.StartAsync("save-record", Path.Combine(folder, Table.Text($"fresh-{i}")));
            fresh.Add(first.Process);
            freshInside.Add(first.Inside);
            var next = await Child.StartAsync("save-record", used);
            existing.Add(next.Process);
            existingInside.Add(next.Inside);
        }

        string Beyond(Series process) => Table.Text($"{(process.Median - nothing.Median).TotalMilliseconds:0} ms more than a process that does nothing");
        table.Add("a process that does nothing", nothing, Unit.Milliseconds);
        table.Add("a process whose first save makes the home", fresh, Unit.Milliseconds, Beyond(fresh));
        table.Add("… the save alone, measured inside", freshInside, Unit.Milliseconds);
        table.Add("a process that saves into an existing home", existing, Unit.Milliseconds, Beyond(existing));
        table.Add("… the save alone, measured inside", existingInside, Unit.Milliseconds);
    }

    public static Task SaveAsync(string home) => Stores.Open(home).SaveAsync(Measurement.New(), "record");
}

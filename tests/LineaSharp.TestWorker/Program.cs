// A second process for the tests: what they kill, race and starve.
//   save HOME NAME COUNT SIZE      saves COUNT values of SIZE bytes each and prints "saved N" after each commit
//   log URI EXPERIMENT WHO COUNT   logs COUNT batches to a run of its own in an MLflow database, and says what was acknowledged (see Logging)
using System.Globalization;
using LineaSharp.TestWorker;

Console.WriteLine("ready");
switch (args)
{
    case ["save", var home, var name, var count, var size]:
        await Saving.RunAsync(home, name, Number(count), Number(size));
        return 0;
    case ["log", var uri, var experiment, var who, var count]:
        await Logging.RunAsync(uri, experiment, who, Number(count));
        return 0;
    default:
        Console.Error.WriteLine($"unknown command '{string.Join(' ', args)}'");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

// A second process for the tests: what they kill, race and starve.
//   save HOME NAME COUNT SIZE        saves COUNT values of SIZE bytes each and prints "saved N" after each commit
//   log URI RUN NAME COUNT           logs COUNT batches to an MLflow run: values of the metrics NAME and shared, params NAME0, NAME1, …, and a tag
//   train URI EXPERIMENT WHO COUNT   logs COUNT batches to an MLflow run of its own, and says what was acknowledged (see Training)
using System.Globalization;
using LineaSharp.TestWorker;

switch (args)
{
    case ["save", var home, var name, var count, var size]:
        await Saving.RunAsync(home, name, Number(count), Number(size));
        return 0;
    case ["log", var uri, var run, var name, var count]:
        await Logging.RunAsync(uri, run, name, Number(count));
        return 0;
    case ["train", var uri, var experiment, var who, var count]:
        await Training.RunAsync(uri, experiment, who, Number(count));
        return 0;
    default:
        Console.Error.WriteLine($"unknown command '{string.Join(' ', args)}'");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

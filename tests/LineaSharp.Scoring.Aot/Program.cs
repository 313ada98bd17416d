// A scoring service without the service, compiled ahead of time by a test: where nothing can be compiled while it runs, models must predict all the same.
//   FILE   has a line for each model: its directory, a tab, a request as MLflow's scoring servers take it. A line is printed for each: what computed it, a tab, the answer.
using LineaSharp.Models;
using LineaSharp.Scoring;

foreach (var line in File.ReadLines(args[0]))
{
    var (folder, request) = line.Split('\t', 2) is [var first, var second] ? (first, second) : throw new FormatException($"No tab in '{line}'.");
    await using var model = await PyFuncModel.OpenAsync(ModelDirectory.Open(folder), [new NativeScoring()]);
    var asked = ServingRequest.Parse(request, model.Signature);
    Console.WriteLine($"{model.Engine}\t{ServingRequest.Answer(await model.PredictAsync(asked.Input, asked.Parameters))}");
}

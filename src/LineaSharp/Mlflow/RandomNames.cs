using System.Globalization;

namespace LineaSharp.Mlflow;

/// <summary>Names for runs and models that were given none: an adjective, a noun and a number, 20 characters at most.</summary>
internal static class RandomNames
{
    private static readonly string[] Adjectives =
    [
        "able", "agile", "amber", "brave", "breezy", "bright", "brisk", "calm", "candid", "cheery", "clear", "clever", "cosmic", "crisp", "daring",
        "deft", "eager", "early", "fair", "famous", "fleet", "frosty", "gentle", "golden", "grand", "happy", "hardy", "honest", "humble", "jolly",
        "keen", "kind", "lively", "lucky", "mellow", "mighty", "misty", "modest", "neat", "nimble", "noble", "patient", "placid", "plucky", "polite",
        "prime", "proud", "quick", "quiet", "rapid", "ready", "rustic", "silver", "smart", "snowy", "solid", "spry", "steady", "sunny", "swift",
        "tidy", "tranquil", "true", "vivid", "warm", "witty", "zesty",
    ];

    private static readonly string[] Nouns =
    [
        "alder", "aspen", "badger", "beacon", "birch", "bison", "brook", "canyon", "cedar", "comet", "coral", "crane", "creek", "delta", "dune",
        "eagle", "elm", "ember", "falcon", "fern", "finch", "fjord", "fox", "gecko", "glade", "grove", "harbor", "hare", "heron", "ibis", "island",
        "kestrel", "lagoon", "lake", "larch", "lark", "lynx", "maple", "marten", "meadow", "moose", "oak", "orchid", "otter", "owl", "panda", "pebble",
        "pine", "plover", "raven", "reef", "ridge", "river", "robin", "seal", "sparrow", "spruce", "stork", "summit", "swan", "thrush", "tiger",
        "tulip", "valley", "walrus", "willow", "wren",
    ];

    public static string Next() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Random.Shared.GetItems(Adjectives, 1)[0]}-{Random.Shared.GetItems(Nouns, 1)[0]}-{Random.Shared.Next(1000)}");
}

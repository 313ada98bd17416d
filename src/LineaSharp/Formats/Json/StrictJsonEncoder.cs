using System.Buffers;
using System.Text.Encodings.Web;

namespace LineaSharp.Formats;

/// <summary>Escapes as another encoder does, and refuses half a surrogate pair, which the others replace by U+FFFD without a word.</summary>
internal sealed class StrictJsonEncoder(JavaScriptEncoder inner) : JavaScriptEncoder
{
    public override int MaxOutputCharactersPerInputCharacter => inner.MaxOutputCharactersPerInputCharacter;

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength) => inner.FindFirstCharacterToEncode(text, textLength);

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) => inner.FindFirstCharacterToEncodeUtf8(utf8Text);

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
        inner.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);

    public override bool WillEncode(int unicodeScalar) => inner.WillEncode(unicodeScalar);

    public override OperationStatus Encode(ReadOnlySpan<char> source, Span<char> destination, out int charsConsumed, out int charsWritten, bool isFinalBlock = true)
    {
        var lone = Surrogates.FindLone(source);
        var continues = !isFinalBlock && lone == source.Length - 1 && lone >= 0 && char.IsHighSurrogate(source[lone]);
        if (lone >= 0 && !continues)
            throw LineaException.CannotSave("json", typeof(string), $"a string or member name holds U+{(int)source[lone]:X4}, half of a surrogate pair, which UTF-8 cannot hold. Remove it, or save bytes.");
        return inner.Encode(source, destination, out charsConsumed, out charsWritten, isFinalBlock);
    }

    public override OperationStatus EncodeUtf8(ReadOnlySpan<byte> utf8Source, Span<byte> utf8Destination, out int bytesConsumed, out int bytesWritten, bool isFinalBlock = true) =>
        inner.EncodeUtf8(utf8Source, utf8Destination, out bytesConsumed, out bytesWritten, isFinalBlock);
}

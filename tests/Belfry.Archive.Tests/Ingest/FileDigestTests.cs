using System.Text;
using CsCheck;
using Xunit;

namespace Belfry.Archive.Tests.Ingest;

public sealed class FileDigestTests
{
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1)]
    public void Compute_KnownText_IsXxh64(string text, ulong digest) => Assert.Equal(digest, FileDigest.Compute(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Append_InAnyPieces_GivesTheDigestOfTheWhole() =>
        Gen.Select(Gen.Byte.Array[0, 300], Gen.Int[1, 70]).Sample((bytes, length) =>
        {
            var digest = new FileDigest();
            foreach (var piece in bytes.Chunk(length))
                digest.Append(piece);
            return digest.Value == FileDigest.Compute(bytes);
        });
}

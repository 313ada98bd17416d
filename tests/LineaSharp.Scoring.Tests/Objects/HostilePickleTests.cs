using System.Buffers.Binary;
using System.Diagnostics;
using System.Numerics;
using System.Text;
using LineaSharp.Scoring.Objects;
using LineaSharp.Scoring.Sklearn;
using LineaSharp.Scoring.Statsmodels;
using Xunit;

namespace LineaSharp.Scoring.Tests.Objects;

public sealed class HostilePickleTests
{
    [Fact]
    public void What_is_appended_to_a_list_does_not_show_in_what_it_was_made_of()
    {
        var list = Assert.IsType<PyList>(PickleReader.Read([.. "cbuiltins\nlist\n)"u8, 0x85, .. "RK"u8, 0x01, .. "a."u8]));

        Assert.Equal([1L], list.Items);
        Assert.Empty(PyTuple.Empty.Items);
    }

    [Fact]
    public void A_pickle_that_calls_os_system_runs_nothing()
    {
        var canary = Path.Combine(Path.GetTempPath(), $"linea-canary-{Guid.NewGuid():n}");
        var pickle = Encoding.Latin1.GetBytes($"cposix\nsystem\n(S'touch {canary}'\ntR.");

        var read = Assert.IsType<PyObject>(PickleReader.Read(pickle));
        var refused = Assert.Throws<LineaException>(() => SklearnFiles.Load(read));

        Assert.Equal("posix.system", read.Type.ToString());
        Assert.Equal($"touch {canary}", read.Arguments[0]);
        Assert.Equal(ErrorCode.NotSupported, refused.Code);
        Assert.Contains("posix.system", refused.Message, StringComparison.Ordinal);
        Assert.Contains("LineaSharp.Python", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(canary));
    }

    [Fact]
    public void A_call_in_an_attribute_stays_a_name_and_the_estimator_predicts()
    {
        var canary = Path.Combine(Path.GetTempPath(), $"linea-canary-{Guid.NewGuid():n}");
        var pickle = Encoding.Latin1.GetBytes(
            $"csklearn.dummy\nDummyRegressor\n)\u0081}}(S'constant_'\ncnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\0tS'b'\ntR(K\u0001(K\u0001K\u0001tcnumpy\ndtype\n(S'i1'\nI00\nI01\ntRI00\nC\u0001\u0005tb"
            + $"S'extra'\ncposix\nsystem\n(S'touch {canary}'\ntRub.");

        var model = SklearnFiles.Load(PickleReader.Read(pickle));

        Assert.Equal([5.0, 5.0], (double[])model.Predict(new double[2, 1]));
        Assert.False(File.Exists(canary));
    }

    // Every way in which a pickle can name a function and have it called; TOUCH is the command.
    [Theory]
    [InlineData("cposix\nsystem\n(TOUCHtR.")]
    [InlineData("\u0080\u0004\u008c\u0005posix\u008c\u0006system\u0093(TOUCHtR.")]
    [InlineData("\u0080\u0004\u008c\u0005posix\u008c\u0006system\u0093TOUCH\u0085R.")]
    [InlineData("(TOUCHiposix\nsystem\n.")]
    [InlineData("(cposix\nsystem\nTOUCHo.")]
    [InlineData("cposix\nsystem\n(TOUCHt\u0081.")]
    [InlineData("cposix\nsystem\n(TOUCHt}\u0092.")]
    [InlineData("ccopy_reg\n__newobj__\n(cposix\nsystem\nTOUCHtR.")]
    [InlineData("ccopyreg\n_reconstructor\n(cposix\nsystem\nTOUCHNtR.")]
    [InlineData("csklearn.tree._tree\n__pyx_unpickle_Tree\n(cposix\nsystem\nI0\nTOUCHtR.")]
    [InlineData("c__builtin__\ngetattr\n(c__builtin__\n__import__\n(S'os'\ntRS'system'\ntR(TOUCHtR.")]
    [InlineData("c__builtin__\neval\n(S'__import__(\"os\").system'\ntR(TOUCHtR.")]
    [InlineData("cfunctools\npartial\n(cposix\nsystem\ntR(cposix\nsystem\n(TOUCHtNNtb.")]
    [InlineData("csklearn.linear_model._base\nLinearRegression\n)\u0081cposix\nsystem\n(TOUCHtRb.")]
    [InlineData("csklearn.linear_model._base\nLinearRegression\n)\u0081}(S'coef_'\ncposix\nsystem\n(TOUCHtRub.")]
    [InlineData("csubprocess\nPopen\n(](S'sh'\nS'-c'\nTOUCHetR.")]
    [InlineData("cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\u0081}(S'dtype'\ncposix\nsystem\n(TOUCHtRS'shape'\n(I1\ntub.")]
    public void No_instruction_calls_anything(string program)
    {
        var canary = Path.Combine(Path.GetTempPath(), $"linea-canary-{Guid.NewGuid():n}");
        var pickle = Encoding.Latin1.GetBytes(program.Replace("TOUCH", $"S'touch {canary}'\n", StringComparison.Ordinal));

        Assert.Throws<LineaException>(() => SklearnFiles.Load(PickleReader.Read(pickle)));
        Assert.Throws<LineaException>(() => StatsmodelsFile.Read(PickleReader.Read(pickle)));

        Assert.False(File.Exists(canary));
    }

    // What Python does with the first of them, so that the canary is known to sing.
    [Fact]
    public void Python_would_have_called_it()
    {
        const string Python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(Python), $"There is no {Python}.");
        var canary = Path.Combine(Path.GetTempPath(), $"linea-canary-{Guid.NewGuid():n}");

        using (var python = Process.Start(Python, ["-I", "-c", "import pickle, sys; pickle.loads(sys.argv[1].encode('latin-1'))", $"cposix\nsystem\n(S'touch {canary}'\ntR."])) python.WaitForExit();

        Assert.True(File.Exists(canary));
        File.Delete(canary);
    }

    // (0,), then twice that, then twice that: 2^40 zeros in 200 bytes.
    [Theory]
    [InlineData("coef_")]
    [InlineData("intercept_")]
    [InlineData("classes_")]
    [InlineData("feature_names_in_")]
    public void Tuples_that_double_at_each_level_do_not_unfold(string attribute)
    {
        var nested = "K\0\u0085" + string.Concat(Enumerable.Repeat("2\u0086", 40));
        const string Numbers = "cnumpy.core.multiarray\n_reconstruct\n)R(I1\n(I1\nI1\ntcnumpy\ndtype\n(S'i1'\nI00\nI01\ntRI00\nC\u0001\u0005tb";
        var pickle = Encoding.Latin1.GetBytes("csklearn.linear_model._logistic\nLogisticRegression\n)\u0081}(" + string.Concat(
            ((string[])["coef_", "intercept_", "classes_", "feature_names_in_"]).Select(a => $"S'{a}'\n{(a == attribute ? nested : Numbers)}")) + "ub.");

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => SklearnFiles.Load(PickleReader.Read(pickle))).Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    public static TheoryData<string, byte[]> Lies() => new()
    {
        { "empty", [] },
        { "no end", [0x80, 4] },
        { "a text longer than the file", [0x80, 4, (byte)'X', 0xff, 0xff, 0xff, 0x7f, (byte)'a', (byte)'.'] },
        { "a text of 2^63 bytes", [0x80, 4, 0x8d, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, (byte)'.'] },
        { "bytes of 2^62", [0x80, 5, 0x8e, 0, 0, 0, 0, 0, 0, 0, 0x40, (byte)'.'] },
        { "a bytearray longer than the file", [0x80, 5, 0x96, 0, 0, 0, 0x10, 0, 0, 0, 0, (byte)'.'] },
        { "a frame longer than the file", [0x80, 4, 0x95, 0xff, 0, 0, 0, 0, 0, 0, 0, (byte)'N', (byte)'.'] },
        { "a negative length", [0x80, 2, (byte)'T', 0xff, 0xff, 0xff, 0xff, (byte)'.'] },
        { "a number of 2 billion bytes", [0x80, 2, 0x8b, 0xff, 0xff, 0xff, 0x7f, (byte)'.'] },
        { "a stack that is empty", [(byte)'a', (byte)'.'] },
        { "a pop beyond a mark", [(byte)'N', (byte)'(', (byte)'R', (byte)'.'] },
        { "a mark that is not there", [(byte)'t', (byte)'.'] },
        { "a memo that is not there", [(byte)'h', 7, (byte)'.'] },
        { "an instruction that does not exist", [0x80, 4, 0xff, (byte)'.'] },
        { "a list with an entry", [(byte)']', (byte)'N', (byte)'N', (byte)'s', (byte)'.'] },
        { "a tuple that grows", [(byte)')', (byte)'N', (byte)'a', (byte)'.'] },
        { "half an entry", [(byte)'}', (byte)'(', (byte)'N', (byte)'u', (byte)'.'] },
        { "a name that is no text", [(byte)'K', 1, (byte)'K', 2, 0x93, (byte)'.'] },
        { "a number that is called", [(byte)'K', 1, (byte)')', (byte)'R', (byte)'.'] },
        { "the state of a number", [(byte)'K', 1, (byte)'}', (byte)'b', (byte)'.'] },
        { "an int that is none", Encoding.Latin1.GetBytes("Iabc\n.") },
        { "an int of 100,000 digits", Encoding.Latin1.GetBytes("L" + new string('9', 100_000) + "L\n.") },
        { "a text that is no UTF-8", [0x8c, 2, 0xc3, 0x28, (byte)'.'] },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_pickle_that_lies_is_damaged(string lie, byte[] pickle)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refused = Assert.Throws<LineaException>(() => PickleReader.Read(pickle, lie));

        Assert.Equal(ErrorCode.CorruptArtifact, refused.Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Theory]
    [InlineData("Pid\n.", "persistent ids")]
    [InlineData("NQ.", "persistent ids")]
    [InlineData("\u0097.", "out-of-band")]
    [InlineData("\u0082\u0001.", "registry")]
    [InlineData("\u0080\u0006N.", "protocol")]
    [InlineData("\u001f\u008b\b\0", "compressed")]
    [InlineData("x\u009c\u0001", "compressed")]
    public void What_needs_more_than_the_file_is_refused_by_name(string pickle, string what)
    {
        var refused = Assert.Throws<LineaException>(() => PickleReader.Read(Encoding.Latin1.GetBytes(pickle)));

        Assert.Equal(ErrorCode.NotSupported, refused.Code);
        Assert.Contains(what, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hundred_thousand_levels_are_read_and_nothing_follows_them()
    {
        var pickle = Enumerable.Repeat((byte)']', 100_000).Concat(Enumerable.Repeat((byte)'a', 99_999)).Append((byte)'.').ToArray();

        Assert.Equal(1, Assert.IsType<PyList>(PickleReader.Read(pickle)).Count);
        Assert.Throws<LineaException>(() => SklearnFiles.Load(PickleReader.Read(pickle)));
    }

    [Fact]
    public void A_list_may_hold_itself()
    {
        var list = Assert.IsType<PyList>(PickleReader.Read([(byte)']', (byte)'q', 0, (byte)'h', 0, (byte)'a', (byte)'.']));
        Assert.Same(list, list[0]);
    }

    [Fact]
    public void A_pipeline_that_holds_itself_is_refused()
    {
        var pickle = Encoding.Latin1.GetBytes("csklearn.pipeline\nPipeline\n)\u0081q\0}S'steps'\n](S'a'\nh\0tasb.");
        Assert.Contains("nests them deeper", Assert.Throws<LineaException>(() => SklearnFiles.Load(PickleReader.Read(pickle))).Message, StringComparison.Ordinal);
    }

    // Each level names the one below it twice: 2^30 estimators in a kilobyte.
    [Fact]
    public void Estimators_that_double_at_each_level_are_refused()
    {
        var pickle = new StringBuilder("csklearn.preprocessing._data\nNormalizer\n)\u0081}S'norm'\nS'l2'\nsbp0\n0");
        for (var level = 1; level <= 30; level++)
            pickle.Append(System.Globalization.CultureInfo.InvariantCulture, $"csklearn.pipeline\nFeatureUnion\n)\u0081}}S'transformer_list'\n]((S'a'\ng{level - 1}\nt(S'b'\ng{level - 1}\ntesbp{level}\n0");
        pickle.Append("g30\n.");

        Assert.Contains("100000 estimators", Assert.Throws<LineaException>(() => SklearnFiles.Load(PickleReader.Read(Encoding.Latin1.GetBytes(pickle.ToString())))).Message, StringComparison.Ordinal);
    }

    // One megabyte of bytes, named as an array a thousand times, would be 8 GB of double.
    [Fact]
    public void One_array_in_a_thousand_places_does_not_unfold()
    {
        using var pickle = new MemoryStream();
        pickle.Write("cnumpy\ndtype\n(S'i1'\nI00\nI01\ntRp1\n0"u8);
        pickle.WriteByte((byte)'B');
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, 1 << 20);
        pickle.Write(length);
        pickle.Write(new byte[1 << 20]);
        pickle.Write("p2\n0("u8);
        for (var i = 0; i < 1000; i++) pickle.Write("cnumpy.core.multiarray\n_reconstruct\n)R(I1\n(I1048576\ntg1\nI00\ng2\ntb"u8);
        pickle.Write("l."u8);
        var arrays = Assert.IsType<PyList>(PickleReader.Read(pickle.ToArray()));

        var refused = Assert.Throws<LineaException>(() => arrays.Items.ForEach(a => ((PyArray)a!).ToDoubles()));

        Assert.Contains("many times its size", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memo_entries_of_any_number_take_no_more_than_their_bytes()
    {
        var pickle = new List<byte> { (byte)'N' };
        for (var i = 0; i < 1000; i++) pickle.AddRange([(byte)'r', 0xff, 0xff, 0xff, (byte)i]);
        pickle.Add((byte)'.');

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(PickleReader.Read(pickle.ToArray()));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void What_is_remembered_under_any_number_in_any_order_is_found_again()
    {
        // 2, 0 and 1 are remembered by number, then one by the count of those (3), then 1 again.
        var pickle = Encoding.Latin1.GetBytes("(K\u000aq\u0002K\u000bq\0K\u000cq\u0001K\u000d\u0094K\u000eq\u0001h\0h\u0001h\u0002h\u0003t.");

        Assert.Equal([10L, 11L, 12L, 13L, 14L, 11L, 14L, 10L, 13L], Assert.IsType<PyTuple>(PickleReader.Read(pickle)).Items);
    }

    [Theory]
    [InlineData("(I-1\nt")]
    [InlineData("(I2\nI2\nt")]
    [InlineData("(I2147483647\nI2147483647\nI2147483647\nt")]
    [InlineData("(I0\nI2147483647\nI2147483647\nI2147483647\nt")]
    [InlineData("S'3'\n")]
    public void An_array_whose_shape_does_not_fit_its_bytes_is_damaged(string shape)
    {
        var pickle = Encoding.Latin1.GetBytes($"cnumpy.core.multiarray\n_reconstruct\n)R(I1\n{shape}cnumpy\ndtype\n(S'f8'\nI00\nI01\ntRI00\nC\b12345678tb.");
        Assert.Equal(ErrorCode.CorruptArtifact, Assert.Throws<LineaException>(() => PickleReader.Read(pickle)).Code);
    }

    [Fact]
    public void Numbers_texts_and_containers_of_all_protocols_are_read()
    {
        Assert.Equal(1.5, PickleReader.Read(Encoding.Latin1.GetBytes("F1.5\n.")));
        Assert.Equal(double.NegativeInfinity, PickleReader.Read(Encoding.Latin1.GetBytes("F-inf\n.")));
        Assert.Equal(true, PickleReader.Read(Encoding.Latin1.GetBytes("I01\n.")));
        Assert.Equal(BigInteger.Pow(2, 70), PickleReader.Read(Encoding.Latin1.GetBytes("L1180591620717411303424L\n.")));
        Assert.Equal(-2L, PickleReader.Read([0x80, 2, 0x8a, 1, 0xfe, (byte)'.']));
        Assert.Equal("é€", PickleReader.Read(Encoding.Latin1.GetBytes("V\u00e9\\u20ac\n.")));
        Assert.Equal("A\n", PickleReader.Read(Encoding.Latin1.GetBytes("S'\\x41\\n'\n.")));
        Assert.Equal("it's", PickleReader.Read(Encoding.Latin1.GetBytes("S'it\\'s'\n.")));
        Assert.Equal([1, 255], Assert.IsType<PyBytes>(PickleReader.Read(Encoding.Latin1.GetBytes("c_codecs\nencode\n(V\u0001\u00ff\nVlatin1\ntR."))).Span.ToArray());
        Assert.Equal(2, Assert.IsType<PySet>(PickleReader.Read([0x80, 4, 0x8f, (byte)'(', (byte)'K', 1, (byte)'K', 2, 0x90, (byte)'.'])).Count);
        Assert.Equal(new Complex(1, 2), PickleReader.Read(Encoding.Latin1.GetBytes("c__builtin__\ncomplex\n(F1\nF2\ntR.")));
    }

    [Fact]
    public void Arrays_come_out_in_C_order_whatever_order_and_bytes_they_were_written_in()
    {
        static PyArray Read(string dtype, string order, string isFortran, byte[] bytes) => (PyArray)PickleReader.Read([
            .. Encoding.Latin1.GetBytes($"cnumpy._core.multiarray\n_reconstruct\n)R(I1\n(I2\nI3\ntcnumpy\ndtype\n(S'{dtype}'\nI00\nI01\ntR(I3\nS'{order}'\nNNNI-1\nI-1\nI0\ntbI{isFortran}\n"),
            (byte)'C', (byte)bytes.Length, .. bytes, (byte)'t', (byte)'b', (byte)'.'])!;

        Assert.Equal([1.0, 2, 3, 4, 5, 6], Read("i2", ">", "01", [0, 1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6]).ToDoubles());
        Assert.Equal([1.0, 4, 2, 5, 3, 6], Read("u8", "<", "00", [.. new byte[] { 1, 4, 2, 5, 3, 6 }.SelectMany(b => new byte[] { b, 0, 0, 0, 0, 0, 0, 0 })]).ToDoubles());
        Assert.Equal([1L, 2, 3, 4, 5, 6], Read("u1", "|", "00", [1, 2, 3, 4, 5, 6]).ToLongs());
    }
}

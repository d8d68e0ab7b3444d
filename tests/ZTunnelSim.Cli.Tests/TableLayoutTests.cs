namespace ZTunnelSim.Cli.Tests;

public class TableLayoutTests
{
    [Fact]
    public void A_table_that_fits_has_a_frame() => Assert.Equal(
        [
            "╭──────────┬───────╮",
            "│ workload │  open │",
            "├──────────┼───────┤",
            "│ api      │ 1,234 │",
            "│ db       │     5 │",
            "╰──────────┴───────╯",
        ],
        TableLayout.Lines(Small, 20));

    [Fact]
    public void A_narrower_one_loses_its_frame() => Assert.Equal(
        [
            "workload   open",
            "────────  ─────",
            "api       1,234",
            "db            5",
        ],
        TableLayout.Lines(Small, 19));

    [Fact]
    public void A_terminal_without_box_drawing_gets_ASCII() => Assert.All(
        TableLayout.Lines(Small, 20, isUnicode: false).Concat(TableLayout.Lines(Small, 19, isUnicode: false)),
        line => Assert.True(line.All(char.IsAscii), line));

    [Fact]
    public void In_a_pipe_it_is_Markdown_however_wide_and_a_bar_ends_no_cell()
    {
        TextTable table = new(
            "", [new("workload", IsNumeric: false), .. Enumerable.Range(0, 100).Select(i => new TextColumn($"T = {i} s"))],
            [["a|b", .. Enumerable.Range(0, 100).Select(i => $"{i},000 (5.6 %)")]]);
        string[] lines = [.. TableLayout.Markdown(table)];
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("| workload |       T = 0 s |", lines[0]);
        Assert.StartsWith("| -------- | ------------: |", lines[1]);
        Assert.StartsWith("| a\\|b     |", lines[2]);
        Assert.EndsWith("99,000 (5.6 %) |", lines[2]);
        Assert.All(lines, line => Assert.Equal(lines[0].Length, line.Length));
    }

    [Fact]
    public void Headers_break_between_words_before_columns_move_apart() => Assert.Equal(
        [
            "                  expected  one rollout,",
            "workload            resets         up to",
            "────────────────  ────────  ────────────",
            "checkout-api-v12     1,234         5 min",
        ],
        TableLayout.Lines(
            new("", [new("workload", IsNumeric: false), new("expected resets"), new("one rollout, up to")],
                [["checkout-api-v12", "1,234", "5 min"]]),
            40));

    [Fact]
    public void Names_of_one_word_lose_their_middle_while_they_can_be_told_apart()
    {
        IReadOnlyList<TextColumn> columns = [new("workload", IsNumeric: false), new("open")];
        string[] shortened = [.. TableLayout.Lines(
            new("", columns, [["payments-with-a-long-name-blue", "1,234"], ["payments-with-a-long-name-green", "5"]]), 30)];
        Assert.Equal(["payments-wi…g-name-blue  1,234", "payments-wi…-name-green      5"], shortened[2..]);
        string[] alike = [.. TableLayout.Lines(
            new("", columns, [["payments-with-a-long-blue-middle-name", "1,234"], ["payments-with-a-long-pink-middle-name", "5"]]), 30)];
        Assert.DoesNotContain(alike, line => line.Contains('…'));
        // Too long for the terminal, they break where it ends.
        Assert.Equal(["workload:", "payments-with-a-long-blue-midd", "le-name", "  open: 1,234"], alike[..4]);
    }

    [Fact]
    public void What_is_wider_still_becomes_several_tables_each_with_the_first_column() => Assert.Equal(
        [
            "     T             resets  of open",
            "──────  ─────────────────  ───────",
            "  10 s  2,066 [2,01, 2,1]   37.3 %",
            "3600 s  65.2 [61.5, 68.8]   1.21 %",
            "",
            "     T  duration",
            "──────  ────────",
            "  10 s     1 min",
            "3600 s       2 h",
        ],
        TableLayout.Lines(
            new("", [new("T"), new("resets"), new("of open"), new("duration")],
                [["10 s", "2,066 [2,01, 2,1]", "37.3 %", "1 min"], ["3600 s", "65.2 [61.5, 68.8]", "1.21 %", "2 h"]]),
            40));

    /// <summary>Random tables at all widths: what a reader needs is there, whole and in order.</summary>
    [Fact]
    public void No_line_is_too_long_no_number_breaks_no_column_is_lost_and_rows_keep_their_order()
    {
        Random random = new(5);
        for (int run = 0; run < 600; run++)
        {
            TextTable table = RandomTable(random);
            int width = random.Next(40, 201);
            string[] lines = [.. TableLayout.Lines(table, width, isUnicode: random.Next(4) > 0)];
            string shown = $"{width} columns, {table}\n\n{string.Join('\n', lines)}";
            Assert.True(lines.All(line => line.Length <= width), shown);
            for (int c = 0; c < table.Columns.Count; c++)
            {
                if (!table.Columns[c].IsNumeric) continue;
                int[] at = [.. table.Rows.Select(row => Array.FindIndex(lines, line => line.Contains(row[c], StringComparison.Ordinal)))];
                Assert.True(at.All(line => line >= 0), shown);
                Assert.True(at.SequenceEqual(at.Order()), shown);
            }
            string all = Squeezed(string.Concat(lines));
            Assert.All(table.Columns.Skip(1).Where(column => !column.IsNumeric).Index(), column => Assert.All(
                table.Rows.SelectMany(row => row[column.Index + 1].Split(' ')), word => Assert.Contains(word, all)));
            AssertNames(table, lines, shown);
        }
    }

    private static void AssertNames(TextTable table, string[] lines, string shown)
    {
        string all = Squeezed(string.Concat(lines));
        string[] names = [.. table.Rows.Select(row => row[0])];
        foreach (string name in names.Where(name => !name.Contains(' ') && !all.Contains(name, StringComparison.Ordinal)))
        {
            string[] first = [.. lines.Select(line => line.Trim('│', '|', ' ').Split(' ')[0])];
            string[] cut = [.. first.Where(word => Abbreviates(word, name)).Distinct()];
            Assert.True(cut.Length == 1 && names.Distinct().Count(other => Abbreviates(cut[0], other)) == 1, $"{name} in {shown}");
        }
    }

    private static bool Abbreviates(string word, string name) => word.Split('…', '~') is [var start, var end]
        && name.StartsWith(start, StringComparison.Ordinal) && name.EndsWith(end, StringComparison.Ordinal);

    private static string Squeezed(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    /// <summary>A table whose numbers are all different, so that each is found where it stands and nowhere else.</summary>
    private static TextTable RandomTable(Random random)
    {
        int rows = random.Next(1, 9), others = random.Next(1, 13), number = 100_000;
        bool isByName = random.Next(3) > 0;
        TextColumn[] columns =
        [
            isByName ? new("workload", IsNumeric: false) : new("T"),
            .. Enumerable.Range(0, others).Select(_ => random.Next(6) == 0
                ? new TextColumn(Text(random, 1, 3), IsNumeric: false, Wraps: random.Next(2) == 0)
                : new TextColumn(Text(random, 1, 6))),
        ];
        return new("caption", columns,
            [.. Enumerable.Range(0, rows).Select(IReadOnlyList<string> (r) =>
            [
                isByName ? (random.Next(3) > 0 ? $"{Word(random, 3, 45)}-{r}" : $"{Text(random, 1, 5)} {r}") : $"{r} s",
                .. columns.Skip(1).Select(column => column.IsNumeric ? Number(random, ref number) : Text(random, 1, 8)),
            ])]);
    }

    private static string Number(Random random, ref int number)
    {
        number += random.Next(1, 50);
        return random.Next(4) switch
        {
            0 => $"{number:#,0}",
            1 => $"{number:#,0} ({random.Next(100)}.5 %)",
            2 => $"{number:#,0} [{number:#,0}.2, {number:#,0}.7]",
            _ => $"{number:#,0} h 05 min",
        };
    }

    private static string Text(Random random, int fewest, int most) =>
        string.Join(' ', Enumerable.Range(0, random.Next(fewest, most + 1)).Select(_ => Word(random, 1, 11)));

    private static string Word(Random random, int shortest, int longest) =>
        string.Concat(Enumerable.Range(0, random.Next(shortest, longest + 1)).Select(_ => (char)random.Next('a', 'z' + 1)));

    private static TextTable Small =>
        new("", [new("workload", IsNumeric: false), new("open")], [["api", "1,234"], ["db", "5"]]);
}

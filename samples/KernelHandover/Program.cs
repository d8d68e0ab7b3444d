// Is the model right about the kernel? A handover in small, with real processes and sockets: an old and a new proxy listen on one port
// (SO_REUSEPORT), the old one gets SIGTERM, drains, and cuts what is left. What clients see is held against the library's theory.
using System.Diagnostics;
using ZTunnelSim;
using static System.TimeSpan;

const double Stated = 0.95, Alarming = 0.999;

if (!OperatingSystem.IsLinux())
{
    Console.WriteLine("This sample needs Linux: elsewhere SO_REUSEPORT does not share connections among processes.");
    return 0;
}
if (args is [ProxyProcess.Role, string port, string name, string budget])
    return Proxy.Run(int.Parse(port), byte.Parse(name), FromMilliseconds(double.Parse(budget)));

// The seed draws the traffic. The kernel's choices and the machine's delays are real, so that two runs differ.
int seed = 1;
if (args.Length > 0 && !int.TryParse(args[0], out seed))
{
    Console.Error.WriteLine($"The seed is a whole number, but '{args[0]}' was given.");
    return 2;
}
DurationLaw longTailed = DurationLaw.Lognormal(median: FromSeconds(1), sigma: 1);
DurationLaw shortTailed = DurationLaw.Exponential(mean: FromSeconds(1));
Handover[] handovers =
[
    .. new[] { 1.0, 2, 3, 5 }.Select(g => new Handover(OpenedPerSecond: 200, longTailed, Overlap: FromSeconds(1), FromSeconds(g))),
    new(OpenedPerSecond: 200, shortTailed, Overlap: FromSeconds(1), DrainBudget: FromSeconds(20)),
];

long start = Stopwatch.GetTimestamp();
Console.WriteLine("Connections of real sockets, handed over from process to process, and what theory says of them");
Console.WriteLine($"  {"",-26} {"kernel",7} {"theory",8}   {Stated:0 %} interval");
List<HandoverLedger> ledgers = [];
List<Theory> theories = [];
List<Comparison> comparisons = [];
foreach (Handover handover in handovers)
{
    HandoverLedger ledger = handover.Play(seed + 1000 * ledgers.Count);
    Theory theory = new(ledger);
    ledgers.Add(ledger);
    theories.Add(theory);
    Print(
        $"{handover.OpenedPerSecond} a second, {handover.Lifetime}; "
            + $"w = {ledger.OverlapSeconds:0.00} s, G = {ledger.DrainBudgetSeconds:0.00} s",
        theory.Compare());
}
int opened = ledgers.Sum(l => l.OpenedInOverlap);
Print("all handovers",
[
    Comparison.OfPoisson("open at SIGTERM", ledgers.Sum(l => l.OpenAtSigterm), theories.Sum(t => t.Open)),
    Comparison.OfBinomial($"to the new one, of {opened}", ledgers.Sum(l => l.ByNewInOverlap), opened, theories[0].NewShare),
    Comparison.OfPoisson("cut", ledgers.Sum(l => l.Cut.Count), theories.Sum(t => t.Cut)),
]);

// What an accept queue loses hangs on the machine's load, and is told without being judged.
int refused = ledgers.Sum(l => l.Refused);
Connection[] cut = [.. ledgers.SelectMany(l => l.Cut)];
int resets = cut.Count(c => c.Outcome == Outcome.CutByRst);
bool areThoseUnread = cut.All(c => c.Sends == (c.Outcome == Outcome.CutByRst));
int outside = comparisons.Count(c => !c.IsInside(Stated)), alarming = comparisons.Count(c => !c.IsInside(Alarming));
string picture = Path.Combine(AppContext.BaseDirectory, "cut.png");
CutsChart.Save(picture, [.. ledgers.Where(l => l.Handover.Lifetime == longTailed)]);

Console.WriteLine();
Console.WriteLine($"{refused} connections were refused, {ledgers.Sum(l => l.Lost)} lost in the accept queue of a listener that closed.");
Console.WriteLine($"Of the clients that were cut {cut.Length - resets} saw an end of file (FIN), and {resets} a reset (RST), which are "
    + $"{(areThoseUnread ? "exactly" : "NOT")} those who had sent what the old process left unread.");
Console.WriteLine(
    $"{outside} of {comparisons.Count} numbers are outside their {Stated:0 %} interval, {alarming} outside that of {Alarming:0.0 %}.");
Console.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:0} s; picture: {picture}");
return refused == 0 && areThoseUnread && alarming == 0 ? 0 : 1;

void Print(string title, IEnumerable<Comparison> rows)
{
    Console.WriteLine(title);
    foreach (Comparison row in rows)
    {
        comparisons.Add(row);
        string verdict = row.IsInside(Stated) ? "" : row.IsInside(Alarming) ? "outside" : $"OUTSIDE, of {Alarming:0.0 %} as well";
        Console.WriteLine($"{row.Row(Stated)} {verdict}".TrimEnd());
    }
}

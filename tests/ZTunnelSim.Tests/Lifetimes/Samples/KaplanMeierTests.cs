using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ZTunnelSim.Tests;

/// <summary>Golden values: R 4.2.2 with survival 3.5.3, functions survfit, summary and quantile, all digits.</summary>
public class KaplanMeierTests
{
    private const double Digits = 1e-12;

    [Theory]
    [InlineData(9, 11, 0.909090909090909, 0.0866784172041448, 0.5080802057699297, 0.986673822667823)]
    [InlineData(13, 10, 0.818181818181818, 0.1162912998303329, 0.4474286146821814, 0.951162228582492)]
    [InlineData(18, 8, 0.715909090909091, 0.1396649705572278, 0.3501903859079384, 0.899023974191053)]
    [InlineData(23, 7, 0.613636363636364, 0.1526323310273120, 0.2657520400012861, 0.835299243250221)]
    [InlineData(31, 5, 0.490909090909091, 0.1641932672211358, 0.1673309097768508, 0.753399790370811)]
    [InlineData(34, 4, 0.368181818181818, 0.1626688858270948, 0.0928295749369852, 0.657040832398164)]
    [InlineData(48, 2, 0.184090909090909, 0.1534927457862937, 0.0117384801231896, 0.525014842726641)]
    public void It_agrees_with_R_on_aml_maintained(double t, long atRisk, double survival, double error, double low, double high) =>
        AssertStep(SurvivalData.AmlMaintained, t, atRisk, survival, error, low, high);

    [Theory]
    [InlineData(5, 12, 0.8333333333333334, 0.1075828707279838, 0.4817149421953789, 0.9555093657280649)]
    [InlineData(8, 10, 0.6666666666666667, 0.1360827634879544, 0.337018932541402, 0.8597117990844398)]
    [InlineData(12, 8, 0.5833333333333334, 0.1423187606383278, 0.2701389240854973, 0.8009401923333869)]
    [InlineData(23, 6, 0.4861111111111112, 0.1481300625534829, 0.1918766196187283, 0.7296715697794854)]
    [InlineData(27, 5, 0.388888888888889, 0.1469861839480328, 0.1262720121953937, 0.6498174082893151)]
    [InlineData(30, 4, 0.2916666666666667, 0.1387151691349874, 0.07240160890777184, 0.5608860526714092)]
    [InlineData(33, 3, 0.1944444444444445, 0.1218745053804462, 0.03119864293121194, 0.4614294762381139)]
    [InlineData(43, 2, 0.09722222222222224, 0.09186636496752051, 0.005746305695863835, 0.3489038611107497)]
    public void It_agrees_with_R_on_aml_nonmaintained(double t, long atRisk, double survival, double error, double low, double high) =>
        AssertStep(SurvivalData.AmlNonmaintained, t, atRisk, survival, error, low, high);

    [Theory]
    [InlineData(11, 227, 0.9824561403508771, 0.008694642592690387, 0.9539352302060817, 0.9933791327895395)]
    [InlineData(100, 196, 0.8639689676452436, 0.02271023043416183, 0.8122223197535393, 0.9023101805150436)]
    [InlineData(200, 144, 0.6802728622230088, 0.03113457165796947, 0.6149172487969242, 0.7369495935353619)]
    [InlineData(310, 85, 0.4950242931809133, 0.0352327462466992, 0.4242440727847571, 0.561795979140734)]
    [InlineData(500, 41, 0.2932691937115688, 0.0350778184986187, 0.2265036771180745, 0.363028599684183)]
    [InlineData(883, 4, 0.0503455680708105, 0.0228480489160838, 0.0178661710928527, 0.108662176030919)]
    public void It_agrees_with_R_on_lung(
        double t, long atRisk, double survival, double error, double low, double high) =>
        AssertStep(SurvivalData.Lung, t, atRisk, survival, error, low, high);

    [Theory]
    [InlineData(1, 137, 0.9854014598540146, 0.01024710134252732, 0.9428931086190266, 0.9963288282717547)]
    [InlineData(10, 125, 0.8978102189781021, 0.0258782987849731, 0.8335535102136808, 0.9381676788105904)]
    [InlineData(50, 84, 0.6193320061933202, 0.04156673753808816, 0.532331767633041, 0.6948335971601055)]
    [InlineData(100, 55, 0.4179945071967927, 0.0424766367589287, 0.3341946906026890, 0.4994649872975120)]
    [InlineData(200, 25, 0.2053028434145964, 0.0359971990187096, 0.1398659842344231, 0.2796119924882242)]
    [InlineData(500, 4, 0.03601804270431514, 0.01751398733446722, 0.01194468199840264, 0.08248376796076023)]
    public void It_agrees_with_R_on_veteran(double t, long atRisk, double survival, double error, double low, double high) =>
        AssertStep(SurvivalData.Veteran, t, atRisk, survival, error, low, high);

    [Theory]
    [InlineData(11, 119, 0.9665984040675094, 0.0164191822603097, 0.9134576964352475, 0.9873309242951240)]
    [InlineData(100, 158, 0.7950281792220321, 0.0329965340336637, 0.7210729494130269, 0.8513838963536398)]
    [InlineData(200, 139, 0.6107518674560829, 0.0357256665203059, 0.5367962571290278, 0.6765354507248789)]
    [InlineData(310, 85, 0.4435341888265770, 0.0355471745617095, 0.3729674164510589, 0.5116358990112880)]
    [InlineData(500, 41, 0.2627647081820030, 0.0328865790954550, 0.2007385952856416, 0.3287722218914450)]
    [InlineData(883, 4, 0.0451088582982721, 0.0205388601099177, 0.0160368555295759, 0.0979519517617331)]
    public void It_agrees_with_R_on_delayed_entry(double t, long atRisk, double survival, double error, double low, double high) =>
        AssertStep(SurvivalData.LungWithDelayedEntry, t, atRisk, survival, error, low, high);

    [Theory]
    [InlineData(5, 11, 0.9090909090909091, 0.08667841720414475, 0.5080802057699297, 0.9866738226678231)]
    [InlineData(16, 21, 0.8225108225108225, 0.0976796635730319, 0.525674370840005, 0.9423588958502005)]
    [InlineData(30, 34, 0.7354214413037943, 0.1002259760582186, 0.4804994713333389, 0.8791028583293555)]
    [InlineData(51, 43, 0.6689803453891557, 0.09651674217714243, 0.4438370317024657, 0.8195930634704721)]
    [InlineData(100, 40, 0.4678754214815275, 0.08016207595736222, 0.3067099515449313, 0.613760980487453)]
    [InlineData(200, 33, 0.4066266211323303, 0.07420131163076613, 0.2621017980126633, 0.5462215226773816)]
    [InlineData(400, 24, 0.3210952191943856, 0.06525838036696997, 0.1992643412794468, 0.4493185126126983)]
    [InlineData(624, 17, 0.3050404582346662, 0.06393985306386352, 0.1867139812807016, 0.4317007193792933)]
    [InlineData(995, 9, 0.221740948485969, 0.05882897874271397, 0.1191616368926592, 0.3442051193036266)]
    [InlineData(1032, 8, 0.1724651821557536, 0.05511679791444333, 0.08126220820378588, 0.2921033486921193)]
    public void It_agrees_with_R_on_the_delayed_entry_of_heart(
        double t, long atRisk, double survival, double error, double low, double high) =>
        AssertStep(SurvivalData.HeartTransplanted, t, atRisk, survival, error, low, high);

    [Theory]
    [InlineData(0.25, 170, 144, 194)]
    [InlineData(0.5, 310, 284, 361)]
    [InlineData(0.75, 550, 457, 643)]
    public void Quantiles_and_their_intervals_agree_with_R_on_lung(
        double probability, double value, double low, double high)
    {
        LifetimeEstimate quantile = Estimate(SurvivalData.Lung).Quantile(probability);
        Assert.Equal((value, low, high), (quantile.Value, quantile.Low, quantile.High));
    }

    // An end that the data do not reach is infinite; R's is NA. With delayed entry the lower limits may rise again:
    // that of heart is 0.51 on day 5 and 0.53 on day 16. R's findq sorts them and gives day 16 as the lower end of the
    // first quartile; 5 is the first day at which 0.75 lies within the limits.
    [Theory]
    [InlineData("aml maintained", 18, 9, 34, 31, 13, double.PositiveInfinity, 48, 31, double.PositiveInfinity)]
    [InlineData("aml nonmaintained", 8, 5, 23, 23, 5, 33, 33, 23, double.PositiveInfinity)]
    [InlineData("veteran", 25, 18, 33, 80, 52, 100, 162, 132, 231)]
    [InlineData("heart", 30, 5, 68, 90, 28, 285, 852, 219, double.PositiveInfinity)]
    public void Quartiles_and_their_intervals_agree_with_R(
        string data, double first, double firstLow, double firstHigh, double median, double low, double high,
        double third, double thirdLow, double thirdHigh)
    {
        KaplanMeier estimate = Estimate(data switch
        {
            "aml maintained" => SurvivalData.AmlMaintained,
            "aml nonmaintained" => SurvivalData.AmlNonmaintained,
            "veteran" => SurvivalData.Veteran,
            _ => SurvivalData.HeartTransplanted,
        });
        LifetimeEstimate[] quartiles = [estimate.Quantile(0.25), estimate.Quantile(0.5), estimate.Quantile(0.75)];
        Assert.Equal(
            [(first, firstLow, firstHigh), (median, low, high), (third, thirdLow, thirdHigh)],
            quartiles.Select(q => (q.Value, q.Low, q.High)));
    }

    [Property]
    public bool Without_censoring_it_is_the_empirical_survival(int[] values)
    {
        double[] seconds = [.. values.Append(1).Select(v => Math.Abs((double)v) + 1)];
        KaplanMeier estimate = Estimate(seconds.Select(s => new LifetimeObservation(s)));
        var empirical = Laws.OfData(seconds);
        var law = new StepLaw(estimate);
        return seconds.All(s => Math.Abs(estimate.Survival(s) - empirical.Survival(s)) < 1e-12
            && Math.Abs(law.Survival(s) - empirical.Survival(s)) < 1e-12
            && Math.Abs(law.IntegratedTail(s) - empirical.IntegratedTail(s)) <= 1e-9 * (1 + empirical.MeanSeconds));
    }

    [Property]
    public bool It_falls_from_1_and_its_intervals_enclose_it(int[] values, bool[] censored, int[] entries)
    {
        LifetimeObservation[] observations =
        [
            .. values.Append(5).Select((v, i) =>
            {
                double seconds = Math.Abs((double)v) + 1;
                double entry = entries.Length == 0 ? 0 : Math.Abs((double)entries[i % entries.Length]);
                return new LifetimeObservation(seconds, censored.Length > 0 && censored[i % censored.Length], entry < seconds ? entry : 0);
            }),
        ];
        KaplanMeier estimate = Estimate(observations);
        double before = 1;
        foreach (KaplanMeierStep step in estimate.Steps)
        {
            if (!(step.Survival <= before && step.Survival >= 0 && step.AtRisk >= step.Ended + step.Censored)) return false;
            LifetimeEstimate at = estimate.SurvivalInterval(step.Seconds);
            if (!(at.Low <= at.Value && at.Value <= at.High && at.Low >= 0 && at.High <= 1)) return false;
            before = step.Survival;
        }
        return true;
    }

    [Fact]
    public void A_risk_set_that_empties_early_is_warned_of()
    {
        KaplanMeier estimate = Estimate([new(1), new(5, entrySeconds: 2), new(6, entrySeconds: 3)]);
        Assert.Equal(0, estimate.Survival(1));
        Assert.Contains("ended there", Assert.Single(estimate.Warnings));
        Assert.Empty(Estimate(SurvivalData.LungWithDelayedEntry).Warnings);
    }

    [Fact]
    public void An_observation_watched_for_no_time_is_left_out_and_counted()
    {
        LifetimeSample sample = LifetimeSample.From([new(1), new(2, entrySeconds: 2), new(3)]);
        Assert.Equal((2L, 1L), (sample.Count, sample.IgnoredCount));
        Assert.Equal(0.5, KaplanMeier.Of(sample).Survival(1));
    }

    [Fact]
    public void Lifetimes_recorded_in_steps_end_within_their_step()
    {
        // Whole milliseconds, rounded down: two ended before 1 ms, one between 3 and 4 ms, one at 1.2345 s.
        KaplanMeier estimate = Estimate([new(0), new(0), new(0.003), new(1.2345)]);
        Assert.Equal([0.0005, 0.0035, 1.2345], estimate.Steps.Select(s => s.Seconds).Select(s => Math.Round(s, 12)));
        Assert.Equal([0.001, 0.004, 1.2345], estimate.Steps.Select(s => s.UpToSeconds).Select(s => Math.Round(s, 12)));
        Assert.Equal((1, 0.5, 0.25, 0), (estimate.Survival(0), estimate.Survival(0.001), estimate.Survival(0.004), estimate.Survival(1.3)));
    }

    [Theory]
    [InlineData("0 1 2 5 7", 1)]
    [InlineData("0 0.5 1.1 2", 0.1)]
    [InlineData("0 0.05 1.1 2", 0.01)]
    [InlineData("0 0.001 4", 0.001)]
    [InlineData("0 0.0004 4", 0.001)]
    [InlineData("1 2 5 7", 0.001)]
    public void Durations_of_0_tell_the_step_that_they_were_recorded_in(string seconds, double step) =>
        Assert.Equal(step, LifetimeSample.From(seconds.Split(' ').Select(s => new LifetimeObservation(double.Parse(s)))).ResolutionSeconds);

    [Fact]
    public void Nothing_to_watch_is_an_error_that_says_so()
    {
        Assert.Contains("at least one connection", Assert.Throws<LifetimeFitException>(() => Estimate([])).Message);
    }

    [Fact]
    public void The_law_puts_what_is_unknown_on_the_last_age_and_says_how_much()
    {
        var law = new StepLaw(Estimate([new(1), new(2), new(4, isCensored: true)]));
        Assert.Equal(1.0 / 3, law.ShareAssumed, 1e-15);
        Assert.Equal(7.0 / 3, law.MeanSeconds, 1e-15);
        Assert.Equal(2, law.Quantile(0.5));
        Assert.Equal(4, law.Quantile(1));
        Assert.Equal(2.0 / 3, law.IntegratedTail(2), 1e-15);
        Assert.Equal(2, law.InverseIntegratedTail(2.0 / 3), 1e-12);
        Assert.Equal(0.5, law.InverseIntegratedTail(law.IntegratedTail(0.5)), 1e-12);
    }

    private static KaplanMeier Estimate(IEnumerable<LifetimeObservation> observations) => KaplanMeier.Of(LifetimeSample.From(observations));

    private static void AssertStep(
        IEnumerable<LifetimeObservation> data, double t, long atRisk, double survival, double error, double low, double high)
    {
        KaplanMeier estimate = Estimate(data);
        LifetimeEstimate at = estimate.SurvivalInterval(t);
        Assert.Equal(atRisk, estimate.Steps.First(s => s.Seconds >= t).AtRisk);
        Assert.Equal(survival, at.Value, Digits);
        Assert.Equal(error, at.StandardError, Digits);
        Assert.Equal(low, at.Low, Digits);
        Assert.Equal(high, at.High, Digits);
    }
}

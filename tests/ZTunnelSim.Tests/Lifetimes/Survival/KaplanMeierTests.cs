using FsCheck.Fluent;
using FsCheck.Xunit;
using ZTunnelSim.Lifetimes;
using ZTunnelSim.Lifetimes.Survival;

namespace ZTunnelSim.Tests.Lifetimes.Survival;

/// <summary>Golden values: R 4.2 with survival 3.5, functions survfit and summary, all digits.</summary>
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
        AssertStep(SurvivalData.AmlMaintained, t, atRisk, survival, error, low, high, IntervalKind.LogLog);

    [Theory]
    [InlineData(5, 12, 0.8333333333333334, 0.1075828707279838, 0.6224747813530568, 1)]
    [InlineData(8, 10, 0.6666666666666667, 0.1360827634879544, 0.3999493513135940, 0.933383982019739)]
    [InlineData(23, 6, 0.4861111111111112, 0.1481300625534829, 0.1957815234786194, 0.776440698743603)]
    [InlineData(33, 3, 0.1944444444444445, 0.1218745053804462, 0, 0.433314085623752)]
    [InlineData(43, 2, 0.0972222222222222, 0.0918663649675205, 0, 0.277276988949175)]
    public void It_agrees_with_R_on_aml_nonmaintained_with_plain_intervals(
        double t, long atRisk, double survival, double error, double low, double high) =>
        AssertStep(SurvivalData.AmlNonmaintained, t, atRisk, survival, error, low, high, IntervalKind.Plain);

    [Theory]
    [InlineData(310, 85, 0.4950242931809133, 0.0352327462466992, 0.4242440727847571, 0.561795979140734, IntervalKind.LogLog)]
    [InlineData(500, 41, 0.2932691937115688, 0.0350778184986187, 0.2265036771180745, 0.363028599684183, IntervalKind.LogLog)]
    [InlineData(883, 4, 0.0503455680708105, 0.0228480489160838, 0.0178661710928527, 0.108662176030919, IntervalKind.LogLog)]
    [InlineData(310, 85, 0.4950242931809133, 0.0352327462466992, 0.42596937946094421, 0.5640792069008824, IntervalKind.Plain)]
    [InlineData(883, 4, 0.0503455680708105, 0.0228480489160838, 0.00556421507827679, 0.0951269210633441, IntervalKind.Plain)]
    [InlineData(310, 85, 0.4950242931809133, 0.0352327462466992, 0.430569524729972, 0.569127717510763, IntervalKind.Log)]
    [InlineData(883, 4, 0.0503455680708105, 0.0228480489160838, 0.020685460198980, 0.122534195516598, IntervalKind.Log)]
    public void It_agrees_with_R_on_lung(
        double t, long atRisk, double survival, double error, double low, double high, IntervalKind kind) =>
        AssertStep(SurvivalData.Lung, t, atRisk, survival, error, low, high, kind);

    [Theory]
    [InlineData(10, 125, 0.8978102189781021, 0.0258782987849731, 0.8335535102136808, 0.9381676788105904)]
    [InlineData(100, 55, 0.4179945071967927, 0.0424766367589287, 0.3341946906026890, 0.4994649872975120)]
    [InlineData(200, 25, 0.2053028434145964, 0.0359971990187096, 0.1398659842344231, 0.2796119924882242)]
    public void It_agrees_with_R_on_veteran(double t, long atRisk, double survival, double error, double low, double high) =>
        AssertStep(SurvivalData.Veteran, t, atRisk, survival, error, low, high, IntervalKind.LogLog);

    [Theory]
    [InlineData(11, 119, 0.9665984040675094, 0.0164191822603097, 0.9134576964352475, 0.9873309242951240)]
    [InlineData(100, 158, 0.7950281792220321, 0.0329965340336637, 0.7210729494130269, 0.8513838963536398)]
    [InlineData(200, 139, 0.6107518674560829, 0.0357256665203059, 0.5367962571290278, 0.6765354507248789)]
    [InlineData(310, 85, 0.4435341888265770, 0.0355471745617095, 0.3729674164510589, 0.5116358990112880)]
    [InlineData(500, 41, 0.2627647081820030, 0.0328865790954550, 0.2007385952856416, 0.3287722218914450)]
    [InlineData(883, 4, 0.0451088582982721, 0.0205388601099177, 0.0160368555295759, 0.0979519517617331)]
    public void It_agrees_with_R_on_delayed_entry(double t, long atRisk, double survival, double error, double low, double high) =>
        AssertStep(SurvivalData.LungWithDelayedEntry, t, atRisk, survival, error, low, high, IntervalKind.LogLog);

    [Theory]
    [InlineData(IntervalKind.LogLog, 0.25, 170, 144, 194)]
    [InlineData(IntervalKind.LogLog, 0.5, 310, 284, 361)]
    [InlineData(IntervalKind.LogLog, 0.75, 550, 457, 643)]
    [InlineData(IntervalKind.Log, 0.5, 310, 285, 363)]
    [InlineData(IntervalKind.Plain, 0.75, 550, 457, 643)]
    public void Quantiles_and_their_intervals_agree_with_R_on_lung(
        IntervalKind kind, double probability, double value, double low, double high)
    {
        LifetimeEstimate quantile = KaplanMeier.Of(SurvivalData.Lung).Quantile(probability, kind: kind);
        Assert.Equal((value, low, high), (quantile.Value, quantile.Low, quantile.High));
    }

    [Fact]
    public void A_quantile_interval_that_the_data_do_not_reach_is_not_a_number()
    {
        LifetimeEstimate quantile = KaplanMeier.Of(SurvivalData.AmlMaintained).Quantile(0.75);
        Assert.Equal((48.0, 31.0), (quantile.Value, quantile.Low));
        Assert.True(double.IsNaN(quantile.High));
    }

    [Fact]
    public void The_restricted_mean_agrees_with_R()
    {
        AssertMean(KaplanMeier.Of(SurvivalData.Lung).RestrictedMean(1022), 376.2747461478497, 19.7077914213399);
        AssertMean(KaplanMeier.Of(SurvivalData.Lung).RestrictedMean(500), 310.334436722258, 11.246009598799);
        AssertMean(KaplanMeier.Of(SurvivalData.Veteran).RestrictedMean(500), 122.6016932835910, 11.4792444540327);
        AssertMean(KaplanMeier.Of(SurvivalData.AmlMaintained).RestrictedMean(100), 41.4159090909091, 10.8288647168605);
    }

    [Property]
    public bool Without_censoring_it_is_the_empirical_survival(int[] values)
    {
        double[] seconds = [.. values.Append(1).Select(v => Math.Abs((double)v))];
        KaplanMeier estimate = KaplanMeier.Of(seconds.Select(s => new LifetimeObservation(s)));
        var empirical = new Empirical(seconds);
        var law = new KaplanMeierLaw(estimate);
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
        KaplanMeier estimate = KaplanMeier.Of(observations);
        double before = 1;
        foreach (KaplanMeierStep step in estimate.Steps)
        {
            if (!(step.Survival <= before && step.Survival >= 0 && step.AtRisk >= step.Ended + step.Censored)) return false;
            foreach (IntervalKind kind in Enum.GetValues<IntervalKind>())
            {
                LifetimeEstimate at = estimate.SurvivalInterval(step.Seconds, kind: kind);
                if (step.Survival > 0 && !(at.Low <= at.Value && at.Value <= at.High && at.Low >= 0 && at.High <= 1)) return false;
            }
            before = step.Survival;
        }
        return true;
    }

    [Fact]
    public void A_risk_set_that_empties_early_is_warned_of()
    {
        KaplanMeier estimate = KaplanMeier.Of([new(1), new(5, entrySeconds: 2), new(6, entrySeconds: 3)]);
        Assert.Equal(0, estimate.Survival(1));
        Assert.Contains("ended there", Assert.Single(estimate.Warnings));
        Assert.Empty(KaplanMeier.Of(SurvivalData.LungWithDelayedEntry).Warnings);
    }

    [Fact]
    public void An_observation_watched_for_no_time_is_left_out_and_counted()
    {
        LifetimeSample sample = LifetimeSample.From([new(1), new(2, entrySeconds: 2), new(3)]);
        Assert.Equal((2L, 1L), (sample.Count, sample.IgnoredCount));
        Assert.Equal(0.5, KaplanMeier.Of(sample).Survival(1));
    }

    [Fact]
    public void Lifetimes_of_0_make_the_curve_drop_at_0()
    {
        KaplanMeier estimate = KaplanMeier.Of([new(0), new(0), new(1), new(2)]);
        Assert.Equal(0.5, estimate.Survival(0));
        Assert.Equal(1, estimate.Survival(-1));
    }

    [Fact]
    public void Nothing_to_watch_is_an_error_that_says_so()
    {
        Assert.Contains("at least one connection", Assert.Throws<LifetimeFitException>(() => KaplanMeier.Of([])).Message);
        Assert.Throws<LifetimeFitException>(() => KaplanMeier.Of(LifetimeSample.From([], openAgesSeconds: [1, 2])));
    }

    [Fact]
    public void The_law_puts_what_is_unknown_on_the_last_age_and_says_how_much()
    {
        var law = new KaplanMeierLaw(KaplanMeier.Of([new(1), new(2), new(4, isCensored: true)]));
        Assert.Equal(1.0 / 3, law.ShareAssumed, 1e-15);
        Assert.Equal(7.0 / 3, law.MeanSeconds, 1e-15);
        Assert.Equal(2, law.Quantile(0.5));
        Assert.Equal(4, law.Quantile(1));
        Assert.Equal(2.0 / 3, law.IntegratedTail(2), 1e-15);
        Assert.Equal(2, law.InverseIntegratedTail(2.0 / 3), 1e-12);
        Assert.Equal(0.5, law.InverseIntegratedTail(law.IntegratedTail(0.5)), 1e-12);
    }

    private static void AssertStep(
        IEnumerable<LifetimeObservation> data, double t, long atRisk, double survival, double error, double low, double high, IntervalKind kind)
    {
        KaplanMeier estimate = KaplanMeier.Of(data);
        LifetimeEstimate at = estimate.SurvivalInterval(t, kind: kind);
        Assert.Equal(atRisk, estimate.Steps.First(s => s.Seconds >= t).AtRisk);
        Assert.Equal(survival, at.Value, Digits);
        Assert.Equal(error, at.StandardError, Digits);
        Assert.Equal(low, at.Low, Digits);
        Assert.Equal(high, at.High, Digits);
    }

    private static void AssertMean(LifetimeEstimate mean, double value, double error)
    {
        Assert.Equal(value, mean.Value, 1e-10 * value);
        Assert.Equal(error, mean.StandardError, 1e-10 * error);
    }
}

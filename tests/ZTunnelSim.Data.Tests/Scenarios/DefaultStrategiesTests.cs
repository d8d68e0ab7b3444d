namespace ZTunnelSim.Data.Tests;

public class DefaultStrategiesTests
{
    [Fact]
    public void Without_strategies_the_own_one_at_its_grace_periods_a_wider_surge_and_draining_are_compared()
    {
        Scenario scenario = Read("[300, 30]", "");
        Assert.Equal(
            ["surge 1, T = 30 s", "surge 1, T = 300 s", "surge 25%, T = 300 s", "drain, T = 30 s", "drain, 1 surge node, T = 30 s"],
            scenario.Strategies.Select(s => s.Name));
        Assert.Equal([30, 300, 300, 30, 30], scenario.Strategies.Select(s => s.Rollout.GracePeriod.Seconds));
        Assert.Equal(
            [
                RollingUpdate.Default, RollingUpdate.Default, new RollingUpdate(IntOrPercent.Percent(25), default), new EvacuateNodes(),
                new EvacuateNodes(new NodeEvacuation { SurgeNodes = 1, CordonAllFirst = true }),
            ],
            scenario.Strategies.Select(s => s.Rollout.Strategy));
    }

    [Fact]
    public void Of_many_grace_periods_the_smallest_the_middle_and_the_largest_are_compared() =>
        Assert.Equal([10, 60, 3600], RollsOf(Read("[60, 10, 30, 3600, 300]", "")).Select(s => s.Rollout.GracePeriod.Seconds));

    [Fact]
    public void Four_grace_periods_are_all_compared() =>
        Assert.Equal([10, 30, 60, 300], RollsOf(Read("[60, 10, 30, 300]", "")).Select(s => s.Rollout.GracePeriod.Seconds));

    [Fact]
    public void With_a_long_lived_application_the_mixed_plan_is_compared_too()
    {
        NamedStrategy mixed = Read("[30, 300]", "applications: [{name: db, replicas: 1, longLived: true}]").Strategies[^1];
        Assert.Equal("drain long-lived, then surge 1, T = 300 s", mixed.Name);
        Assert.Equal(new EvacuateThenRoll(NodeEvacuation.Default, RollingUpdate.Default), mixed.Rollout.Strategy);
    }

    [Fact]
    public void A_surge_that_is_as_wide_already_is_not_compared_twice() =>
        Assert.DoesNotContain(
            Read("30", "", "updateStrategy: {rollingUpdate: {maxSurge: 2}}").Strategies, s => s.Name.StartsWith("surge 25%"));

    [Fact]
    public void A_drain_as_the_own_plan_is_not_compared_twice() =>
        Assert.Equal(
            ["drain, T = 30 s", "surge 25%, T = 30 s", "drain, 1 surge node, T = 30 s"],
            Read("30", "", "updateStrategy: {type: OnDelete, drain: {}}").Strategies.Select(s => s.Name));

    private static IEnumerable<NamedStrategy> RollsOf(Scenario scenario) =>
        scenario.Strategies.Where(s => s.Rollout.Strategy.Equals(RollingUpdate.Default));

    private static Scenario Read(string candidates, string applications, string ztunnel = "startup: 10s") => Scenario.Parse(
        $$"""
        cluster: { nodes: 8 }
        {{applications}}
        ztunnel: { terminationGracePeriodSeconds: {{candidates}}, {{ztunnel}} }
        workloads: [{ name: w, openPerNode: 1, lifetime: 5m }]
        """, "f.yaml");
}

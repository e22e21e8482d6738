using CsCheck;
using Xunit;

namespace Belfry.Network.Tests;

/// <summary>Every cell of PS3.8 Table 9-10, against a transcription by state instead of by event.</summary>
public class UpperLayerTableTests
{
    // State: event action next; what is not named cannot happen there.
    private const string Expected = """
        1: 1 AE-1 4, 5 AE-5 2
        2: 3 AA-1 13, 4 AA-1 13, 6 AE-6 3, 10 AA-1 13, 12 AA-1 13, 13 AA-1 13, 16 AA-2 1, 17 AA-5 1, 18 AA-2 1, 19 AA-1 13
        3: 3 AA-8 13, 4 AA-8 13, 6 AA-8 13, 7 AE-7 6, 8 AE-8 13, 10 AA-8 13, 12 AA-8 13, 13 AA-8 13, 15 AA-1 13, 16 AA-3 1, 17 AA-4 1, 19 AA-8 13
        4: 2 AE-2 5, 15 AA-2 1, 17 AA-4 1
        5: 3 AE-3 6, 4 AE-4 1, 6 AA-8 13, 10 AA-8 13, 12 AA-8 13, 13 AA-8 13, 15 AA-1 13, 16 AA-3 1, 17 AA-4 1, 19 AA-8 13
        6: 3 AA-8 13, 4 AA-8 13, 6 AA-8 13, 9 DT-1 6, 10 DT-2 6, 11 AR-1 7, 12 AR-2 8, 13 AA-8 13, 15 AA-1 13, 16 AA-3 1, 17 AA-4 1, 19 AA-8 13
        7: 3 AA-8 13, 4 AA-8 13, 6 AA-8 13, 10 AR-6 7, 12 AR-8 9, 13 AR-3 1, 15 AA-1 13, 16 AA-3 1, 17 AA-4 1, 19 AA-8 13
        8: 3 AA-8 13, 4 AA-8 13, 6 AA-8 13, 9 AR-7 8, 10 AA-8 13, 12 AA-8 13, 13 AA-8 13, 14 AR-4 13, 15 AA-1 13, 16 AA-3 1, 17 AA-4 1, 19 AA-8 13
        9: 3 AA-8 13, 4 AA-8 13, 6 AA-8 13, 10 AA-8 13, 12 AA-8 13, 13 AA-8 13, 14 AR-9 11, 15 AA-1 13, 16 AA-3 1, 17 AA-4 1, 19 AA-8 13
        10: 3 AA-8 13, 4 AA-8 13, 6 AA-8 13, 10 AA-8 13, 12 AA-8 13, 13 AR-10 12, 15 AA-1 13, 16 AA-3 1, 17 AA-4 1, 19 AA-8 13
        11: 3 AA-8 13, 4 AA-8 13, 6 AA-8 13, 10 AA-8 13, 12 AA-8 13, 13 AR-3 1, 15 AA-1 13, 16 AA-3 1, 17 AA-4 1, 19 AA-8 13
        12: 3 AA-8 13, 4 AA-8 13, 6 AA-8 13, 10 AA-8 13, 12 AA-8 13, 13 AA-8 13, 14 AR-4 13, 15 AA-1 13, 16 AA-3 1, 17 AA-4 1, 19 AA-8 13
        13: 3 AA-6 13, 4 AA-6 13, 6 AA-7 13, 10 AA-6 13, 12 AA-6 13, 13 AA-6 13, 16 AA-2 1, 17 AR-5 1, 18 AA-2 1, 19 AA-7 13
        """;

    [Fact]
    [Trait("Section", "PS3.8 Table 9-10")]
    public void Table_EveryStateAndEvent_HasTheStandardsActionAndNextState()
    {
        var expected = new Dictionary<(int State, int Event), (string Action, int Next)>();
        foreach (var line in Expected.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var state = int.Parse(line[..line.IndexOf(':')]);
            foreach (var cell in line[(line.IndexOf(':') + 1)..].Split(',', StringSplitOptions.TrimEntries))
            {
                var parts = cell.Split(' ');
                expected.Add((state, int.Parse(parts[0])), (parts[1].Replace("-", ""), int.Parse(parts[2])));
            }
        }

        var seen = 0;
        for (var state = 1; state <= 13; state++)
        {
            for (var happening = 1; happening <= 19; happening++)
            {
                var action = UpperLayerTable.Action((UpperLayerState)state, (UpperLayerEvent)happening);
                if (!expected.TryGetValue((state, happening), out var cell))
                {
                    Assert.True(action == UpperLayerAction.None, $"Sta{state}, Evt{happening}: {action}");
                    continue;
                }

                seen++;
                Assert.True(action.ToString() == cell.Action, $"Sta{state}, Evt{happening}: {action}, not {cell.Action}");
                var role = AssociationRole.Requestor;
                Assert.True((int)UpperLayerTable.Next(action, role) == cell.Next, $"Sta{state}, Evt{happening}: Sta{(int)UpperLayerTable.Next(action, role)}, not Sta{cell.Next}");
            }
        }

        Assert.Equal(expected.Count, seen);
    }

    [Fact]
    [Trait("Section", "PS3.8 Table 9-8")]
    public void Table_ReleaseCollision_DependsOnRole()
    {
        Assert.Equal(UpperLayerState.Sta9, UpperLayerTable.Next(UpperLayerAction.AR8, AssociationRole.Requestor));
        Assert.Equal(UpperLayerState.Sta10, UpperLayerTable.Next(UpperLayerAction.AR8, AssociationRole.Acceptor));
    }

    [Fact]
    [Trait("Section", "PS3.8 Table 9-6")]
    public void Table_UnacceptableRequest_LeadsToSta13() =>
        Assert.Equal(UpperLayerState.Sta13, UpperLayerTable.Next(UpperLayerAction.AE6, AssociationRole.Acceptor, acceptable: false));

    [Fact]
    public void Table_AnySequenceOfEvents_StaysWithinTheStatesAndEndsByAbortOrClose() =>
        Gen.Int[1, 19].Array[0, 40].Sample(happenings =>
        {
            var state = UpperLayerState.Sta1;
            foreach (var happening in happenings)
            {
                if (UpperLayerTable.Action(state, (UpperLayerEvent)happening) is var action and not UpperLayerAction.None)
                    state = UpperLayerTable.Next(action);
                Assert.InRange(state, UpperLayerState.Sta1, UpperLayerState.Sta13);
            }

            // From anywhere but Sta1, the end of the connection leads home.
            if (state != UpperLayerState.Sta1)
                Assert.Equal(UpperLayerState.Sta1, UpperLayerTable.Next(UpperLayerTable.Action(state, UpperLayerEvent.Evt17)));
        }, iter: 2_000);
}

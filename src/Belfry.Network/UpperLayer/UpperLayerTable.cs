using static Belfry.Network.UpperLayerAction;
using static Belfry.Network.UpperLayerState;

namespace Belfry.Network;

/// <summary>The state transition table of the upper layer (PS3.8 Table 9-10), as data.</summary>
internal static class UpperLayerTable
{
    private const int States = 14;

    // Rows Evt1 to Evt19; columns Sta1 to Sta13.
    private static readonly UpperLayerAction[][] _actions =
    [
        /* Evt1  */ [AE1, None, None, None, None, None, None, None, None, None, None, None, None],
        /* Evt2  */ [None, None, None, AE2, None, None, None, None, None, None, None, None, None],
        /* Evt3  */ [None, AA1, AA8, None, AE3, AA8, AA8, AA8, AA8, AA8, AA8, AA8, AA6],
        /* Evt4  */ [None, AA1, AA8, None, AE4, AA8, AA8, AA8, AA8, AA8, AA8, AA8, AA6],
        /* Evt5  */ [AE5, None, None, None, None, None, None, None, None, None, None, None, None],
        /* Evt6  */ [None, AE6, AA8, None, AA8, AA8, AA8, AA8, AA8, AA8, AA8, AA8, AA7],
        /* Evt7  */ [None, None, AE7, None, None, None, None, None, None, None, None, None, None],
        /* Evt8  */ [None, None, AE8, None, None, None, None, None, None, None, None, None, None],
        /* Evt9  */ [None, None, None, None, None, DT1, None, AR7, None, None, None, None, None],
        /* Evt10 */ [None, AA1, AA8, None, AA8, DT2, AR6, AA8, AA8, AA8, AA8, AA8, AA6],
        /* Evt11 */ [None, None, None, None, None, AR1, None, None, None, None, None, None, None],
        /* Evt12 */ [None, AA1, AA8, None, AA8, AR2, AR8, AA8, AA8, AA8, AA8, AA8, AA6],
        /* Evt13 */ [None, AA1, AA8, None, AA8, AA8, AR3, AA8, AA8, AR10, AR3, AA8, AA6],
        /* Evt14 */ [None, None, None, None, None, None, None, AR4, AR9, None, None, AR4, None],
        /* Evt15 */ [None, None, AA1, AA2, AA1, AA1, AA1, AA1, AA1, AA1, AA1, AA1, None],
        /* Evt16 */ [None, AA2, AA3, None, AA3, AA3, AA3, AA3, AA3, AA3, AA3, AA3, AA2],
        /* Evt17 */ [None, AA5, AA4, AA4, AA4, AA4, AA4, AA4, AA4, AA4, AA4, AA4, AR5],
        /* Evt18 */ [None, AA2, None, None, None, None, None, None, None, None, None, None, AA2],
        /* Evt19 */ [None, AA1, AA8, None, AA8, AA8, AA8, AA8, AA8, AA8, AA8, AA8, AA7],
    ];

    // By action. AE6 and AR8 have a second outcome, which the loop chooses.
    private static readonly UpperLayerState[] _next =
    [
        default,
        /* AE1..AE8   */ Sta4, Sta5, Sta6, Sta1, Sta2, Sta3, Sta6, Sta13,
        /* DT1, DT2   */ Sta6, Sta6,
        /* AR1..AR10  */ Sta7, Sta8, Sta1, Sta13, Sta1, Sta7, Sta8, Sta9, Sta11, Sta12,
        /* AA1..AA8   */ Sta13, Sta1, Sta1, Sta1, Sta1, Sta13, Sta13, Sta13,
    ];

    private static readonly UpperLayerAction[] _flat = Flatten();

    /// <summary>What to do; None when the event cannot happen in that state.</summary>
    public static UpperLayerAction Action(UpperLayerState state, UpperLayerEvent happening) => _flat[((int)happening * States) + (int)state];

    /// <summary>The state after the action.</summary>
    /// <param name="action">The action.</param>
    /// <param name="role">Decides a release collision (AR-8).</param>
    /// <param name="acceptable">Decides on a request (AE-6).</param>
    public static UpperLayerState Next(UpperLayerAction action, AssociationRole role = AssociationRole.Acceptor, bool acceptable = true) => action switch
    {
        AE6 => acceptable ? Sta3 : Sta13,
        AR8 => role == AssociationRole.Requestor ? Sta9 : Sta10,
        _ => _next[(int)action],
    };

    private static UpperLayerAction[] Flatten()
    {
        var flat = new UpperLayerAction[(_actions.Length + 1) * States];
        for (var row = 0; row < _actions.Length; row++)
        {
            for (var column = 0; column < _actions[row].Length; column++)
                flat[((row + 1) * States) + column + 1] = _actions[row][column];
        }

        return flat;
    }
}

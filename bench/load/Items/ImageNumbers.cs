namespace Belfry.LoadBench.Items;

/// <summary>The numbers of the images that one client stores one after another: 50 in a series, 200 in a study. Used by one thread.</summary>
/// <param name="client">No other client of the run has it.</param>
internal sealed class ImageNumbers(long client)
{
    private const int ImagesPerSeries = 50, ImagesPerStudy = 200;

    private int _sent;

    /// <summary>Fills in the numbers of the next image.</summary>
    public void Next(NumberedBytes image)
    {
        if (_sent % ImagesPerStudy == 0)
            image.SetStudy(client * 1000 + _sent / ImagesPerStudy);

        if (_sent % ImagesPerSeries == 0)
            image.SetSeries(client * 10_000 + _sent / ImagesPerSeries);

        image.SetInstance(client * 1_000_000 + _sent++);
    }
}

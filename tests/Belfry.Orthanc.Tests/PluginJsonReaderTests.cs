using System.Text;
using System.Text.Json;
using Belfry.Dicom;
using Belfry.Orthanc.Abi;
using Belfry.Orthanc.Dicom;

namespace Belfry.Orthanc.Tests;

public sealed class PluginJsonReaderTests
{
    [Theory]
    [InlineData("""{"PatientName":[{}]}""", nameof(OrthancErrorCode.BadParameterType))]
    [InlineData("""{"ScheduledProcedureStepSequence":"CT"}""", nameof(OrthancErrorCode.BadParameterType))]
    [InlineData("""{"ScheduledProcedureStepSequence":[1]}""", nameof(OrthancErrorCode.BadParameterType))]
    [InlineData("""{"PatientName":1}""", nameof(OrthancErrorCode.BadParameterType))]
    [InlineData("""{"Nobody":"x"}""", nameof(OrthancErrorCode.UnknownDicomTag))]
    [InlineData("""{"fffe,e000":null}""", nameof(OrthancErrorCode.UnknownDicomTag))]
    [InlineData("""{"Rows":"many"}""", nameof(OrthancErrorCode.BadFileFormat))]
    [InlineData("""{"PatientName":"\ud800"}""", nameof(OrthancErrorCode.BadJson))]
    [InlineData("""{"\ud800":"x"}""", nameof(OrthancErrorCode.BadJson))]
    public void Read_WhatIsNoDataSet_IsRefusedWithItsCode(string json, string expected) =>
        Assert.Equal(expected, Assert.Throws<ServiceException>(() => Read(Encoding.UTF8.GetBytes(json))).Code.ToString());

    [Fact]
    public void Read_BytesThatAreNoText_AreRefused()
    {
        Assert.Equal(OrthancErrorCode.BadJson, Assert.Throws<ServiceException>(() => Read([.. "{\"PatientName\":\""u8, 0xFF, .. "\"}"u8])).Code);
        Assert.ThrowsAny<JsonException>(() => Read("{"u8.ToArray()));
    }

    private static DicomDataSet Read(byte[] json) => PluginJsonReader.Read(json, decodeDataUris: false);
}

package dev.jong.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jong.api.core.v1.Pod;
import dev.jong.api.core.v1.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CborTest {
    /// The examples of RFC 8949, appendix A, that have a meaning in JSON, and how they are written
    /// again: empty where they already are as we write them.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "00|0|",
                "01|1|",
                "0a|10|",
                "17|23|",
                "1818|24|",
                "1819|25|",
                "1864|100|",
                "1903e8|1000|",
                "1a000f4240|1000000|",
                "1b000000e8d4a51000|1000000000000|",
                "20|-1|",
                "29|-10|",
                "3863|-100|",
                "3903e7|-1000|",
                "f90000|0|",
                "f98000|-0|",
                "f93c00|1|",
                "fb3ff199999999999a|1.1|",
                "f93e00|1.5|",
                "f97bff|65504|",
                "fa47c35000|100000|",
                "fa7f7fffff|3.4028234663852886e+38|",
                "fb7e37e43c8800759c|1e+300|",
                "f90001|5.960464477539063e-8|",
                "f90400|0.00006103515625|",
                "f9c400|-4|",
                "fbc010666666666666|-4.1|",
                "f4|false|",
                "f5|true|",
                "f6|null|",
                "c074323031332d30332d32315432303a30343a30305a|\"2013-03-21T20:04:00Z\""
                        + "|54323031332d30332d32315432303a30343a30305a",
                "c11a514b67b0|\"2013-03-21T20:04:00Z\""
                        + "|54323031332d30332d32315432303a30343a30305a",
                "c1fb41d452d9ec200000|\"2013-03-21T20:04:00.5Z\""
                        + "|56323031332d30332d32315432303a30343a30302e355a",
                "d74401020304|\"01020304\"|483031303230333034",
                "d64401020304|\"AQIDBA==\"|484151494442413d3d",
                "d5420304|\"AwQ\"|43417751",
                "d818456449455446|\"dIETF\"|456449455446",
                "40|\"\"|",
                "4401020304|\"\\u0001\\u0002\\u0003\\u0004\"|",
                "60|\"\"|40",
                "6161|\"a\"|4161",
                "6449455446|\"IETF\"|4449455446",
                "62225c|\"\\\"\\\\\"|42225c",
                "62c3bc|\"ü\"|42c3bc",
                "63e6b0b4|\"水\"|43e6b0b4",
                "64f0908591|\"𐅑\"|44f0908591",
                "80|[]|",
                "83010203|[1,2,3]|",
                "8301820203820405|[1,[2,3],[4,5]]|",
                "98190102030405060708090a0b0c0d0e0f101112131415161718181819"
                        + "|[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25]|",
                "a0|{}|",
                "a26161016162820203|{\"a\":1,\"b\":[2,3]}|a24161014162820203",
                "826161a161626163|[\"a\",{\"b\":\"c\"}]|824161a141624163",
                "5f42010243030405ff|\"\\u0001\\u0002\\u0003\\u0004\\u0005\"|450102030405",
                "7f657374726561646d696e67ff|\"streaming\"|4973747265616d696e67",
                "9fff|[]|80",
                "9f018202039f0405ffff|[1,[2,3],[4,5]]|8301820203820405",
                "83018202039f0405ff|[1,[2,3],[4,5]]|8301820203820405",
                "83019f0203ff820405|[1,[2,3],[4,5]]|8301820203820405",
                "bf61610161629f0203ffff|{\"a\":1,\"b\":[2,3]}|a24161014162820203",
                "826161bf61626163ff|[\"a\",{\"b\":\"c\"}]|824161a141624163",
                "bf6346756ef563416d7421ff|{\"Amt\":-2,\"Fun\":true}|a243416d74214346756ef5",
                // what a tag says holds for all within, until another one does
                "d682414182d74142d9d9f74143|[\"QQ==\",[\"42\",\"Qw==\"]]"
                        + "|824451513d3d8242343244"
                        + "51773d3d",
                // shorter keys come first
                "a242626201416102|{\"a\":2,\"bb\":1}|a241610242626201"
            })
    void readsAndWritesTheExamplesOfItsRfc(String example, String json, String again) {
        var tree = Cbor.parse(bytes(example));
        assertThat(Json.text(tree)).isEqualTo(json);
        assertThat(hex(Cbor.write(tree))).isEqualTo("d9d9f7" + (again == null ? example : again));
    }

    /// Well-formed, but nothing that JSON has.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1bffffffffffffffff|cbor: cannot unmarshal positive integer into Go value of type"
                        + " int64 (18446744073709551615 overflows Go's int64)",
                "3bffffffffffffffff|cbor: cannot unmarshal negative integer into Go value of type"
                        + " int64 (-18446744073709551616 overflows Go's int64)",
                "c249010000000000000000|cbor: data item of cbor type tag is not accepted by"
                        + " protocol: bignum",
                "f97c00|cbor: data item of cbor type primitives is not accepted by protocol:"
                        + " floating-point infinity",
                "fb7ff8000000000000|cbor: data item of cbor type primitives is not accepted by"
                        + " protocol: floating-point NaN",
                "f7|cbor: data item of cbor type primitives is not accepted by protocol: simple"
                        + " value 23 is not recognized",
                "f0|cbor: data item of cbor type primitives is not accepted by protocol: simple"
                        + " value 16 is not recognized",
                "f8ff|cbor: data item of cbor type primitives is not accepted by protocol: simple"
                        + " value 255 is not recognized",
                "a201020304|cbor: cannot unmarshal positive integer into Go value of type string",
                "a2414101614102|cbor: found duplicate map key \"A\" at map element index 1",
                "c041ff|cbor: tag number 0 must be followed by text string, got byte string",
                "c141ff|cbor: tag number 1 must be followed by integer or floating-point number,"
                        + " got byte string",
                "6180|cbor: invalid UTF-8 string"
            })
    void refusesWhatJsonLacks(String example, String why) {
        refused(bytes(example), why);
    }

    /// Cut short, with reserved bits, with breaks out of place, with more behind.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "18|unexpected EOF",
                "1900|unexpected EOF",
                "4401|unexpected EOF",
                "8201|unexpected EOF",
                "a101|unexpected EOF",
                "9f01|unexpected EOF",
                "d9d9f7|unexpected EOF",
                "5f4101|unexpected EOF",
                "ff|cbor: unexpected \"break\" code",
                "bf4101ff|cbor: unexpected \"break\" code",
                "1c|cbor: invalid additional information 28 for type positive integer",
                "1f|cbor: invalid additional information 31 for type positive integer",
                "df00|cbor: invalid additional information 31 for type tag",
                "f818|cbor: invalid simple value 24 for type primitives",
                "5f6161ff|cbor: wrong element type UTF-8 text string for indefinite-length byte"
                        + " string",
                "5f5f4101ffff|cbor: indefinite-length byte string chunk is not definite-length",
                "0000|cbor: 1 bytes of extraneous data starting at index 1",
                "5bffffffffffffffff|cbor: byte string length 18446744073709551615 is too large,"
                        + " causing integer overflow",
                "9bffffffffffffffff|cbor: array length 18446744073709551615 is too large, it would"
                        + " cause integer overflow",
                "9b7fffffffffffffff|unexpected EOF",
                "bb0000000000200001|cbor: exceeded max number of key-value pairs 2097152 for CBOR"
                        + " map"
            })
    void refusesWhatIsNotWellFormed(String example, String why) {
        refused(bytes(example), why);
    }

    @Test
    void refusesNothingAtAllAndTooDeepNesting() {
        refused(new byte[0], "EOF");
        var deep = new byte[10_002];
        Arrays.fill(deep, (byte) 0x81);
        refused(deep, "cbor: exceeded max nested level 10000");
        Arrays.fill(deep, (byte) 0xC6);
        refused(deep, "cbor: exceeded max nested level 10000");
    }

    /// What is kept has to do with the stack of a thread; what is not known is only passed over.
    @ParameterizedTest
    @ValueSource(strings = {"81", "a160", "a1f6", "c6", "9f", "bf60", "8281009f0181"})
    void passesOverWhatIsTooDeepToBeKept(String level) {
        int each = level.length() == 12 ? 3 : 1;
        var value = level.repeat(9_000 / each) + "00" + end(level).repeat(9_000 / each);
        var unknown = "a2" + "617a" + value + "646b696e64" + "63506f64";
        assertThat(Cbor.read(bytes(unknown), Pod.CODEC)).isEqualTo(Pod.EMPTY);
        if (!level.equals("c6")) {
            refused(bytes(value), "cbor: exceeded max nested level 1000");
        }
    }

    private static String end(String level) {
        return switch (level) {
            case "9f", "bf60" -> "ff";
            case "8281009f0181" -> "ff";
            default -> "";
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity"})
    void doesNotWriteWhatJsonLacks(double number) {
        assertThatThrownBy(() -> Cbor.write(number, Codecs.DOUBLE))
                .isInstanceOf(JsonException.class);
    }

    /// `{"kind": "Secret", "data": {"a": 22(h'0102'), "b": 'AwQ=', "c": [5, 6]}}`
    @Test
    void readsBytesTaggedInBase64AndOneByOne() {
        var secret =
                Cbor.read(
                        bytes(
                                "a2446b696e64465365637265744464617461a3"
                                        + "6161d6420102"
                                        + "6162444177513d"
                                        + "6163820506"),
                        Secret.CODEC);
        assertThat(secret.data())
                .hasEntrySatisfying("a", b -> assertThat(b.toArray()).containsExactly(1, 2))
                .hasEntrySatisfying("b", b -> assertThat(b.toArray()).containsExactly(3, 4))
                .hasEntrySatisfying("c", b -> assertThat(b.toArray()).containsExactly(5, 6));
        var again = Cbor.write(secret, Secret.CODEC);
        assertThat(hex(again)).contains("4161d6420102");
        assertThat(Cbor.parse(again)).isEqualTo(Json.tree(secret, Secret.CODEC));
    }

    @Test
    void namesTheFieldOfAWrongType() {
        mismatch(
                "{\"spec\":{\"containers\":[{\"name\":1}]}}",
                "cbor: cannot unmarshal positive integer into Go struct field v1.Pod.spec of type"
                        + " string");
        mismatch(
                "{\"spec\":[]}",
                "cbor: cannot unmarshal array into Go struct field v1.Pod.spec of type v1.PodSpec"
                        + " (cannot decode CBOR array to struct without toarray option)");
        mismatch(
                "{\"spec\":{\"priority\":5000000000}}",
                "cbor: cannot unmarshal positive integer into Go struct field v1.Pod.spec of type"
                        + " int32 (5000000000 overflows int32)");
        mismatch(
                "{\"spec\":{\"priority\":1.5}}",
                "cbor: cannot unmarshal primitives into Go struct field v1.Pod.spec of type"
                        + " int32");
    }

    /// Only the first, and of two the one further out; names differ in upper and lower case.
    @Test
    void tellsOneUnknownField() {
        assertThat(problems("{'kind':'Pod','spec':{'nodeName':'a'}}")).isEmpty();
        unknown("{'spec':{'nodeName':'a','wrong':1}}", 0);
        unknown("{'spec':{'hostname':'a','wrong':1,'zzzzzzzzz':1}}", 0);
        unknown("{'a':1,'spec':{'wrong':1}}", 0);
        unknown("{'spec':{'nodeName':'a','wrong':1},'wrong':1}", 1);
        unknown("{'Kind':'Pod'}", 0);
        unknown("{'kind':'Pod','Kind':'Pod'}", 0);
    }

    @Test
    void writesEventsOfWatches() {
        var event = Cbor.event("ADDED", Cbor.write(Json.parse("{\"a\":1}")));
        assertThat(hex(event))
                .isEqualTo("d9d9f7a2" + "4474797065454144444544" + "466f626a656374d9d9f7a1416101");
    }

    private static void unknown(String json, int index) {
        assertThat(problems(json))
                .containsExactly("cbor: found unknown field at map element index " + index);
    }

    private static List<String> problems(String json) {
        var problems = new ArrayList<String>();
        var tree = Json.parse(json.replace('\'', '"'));
        Cbor.read(Cbor.write(tree), Pod.CODEC, problems::add);
        return problems;
    }

    private static void mismatch(String json, String why) {
        assertThatThrownBy(() -> Cbor.read(Cbor.write(Json.parse(json)), Pod.CODEC))
                .isInstanceOf(JsonException.Mismatch.class)
                .hasMessage(why);
    }

    private static void refused(byte[] bytes, String why) {
        assertThatThrownBy(() -> Cbor.parse(bytes))
                .isInstanceOf(JsonException.class)
                .hasMessage(why);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}

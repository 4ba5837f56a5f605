package e2e

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	osexec "os/exec" // setup_test.go has an exec of its own
	"strconv"
	"testing"

	"bluemirror/internal/e2e/harness"
	"bluemirror/internal/jsonwire"
)

// TestBodiesSurviveJavaScript: a receiver that hashes JSON.stringify(JSON.parse(body)) gets the signature that one gets
// who hashes the bytes as they came.
func TestBodiesSurviveJavaScript(t *testing.T) {
	t.Parallel()
	each(t, nil, func(t *testing.T, s *harness.Server) {
		w := newWatch(t, s)
		titles := []string{
			"<b>&amp;</b> & <&>", "emoji 😀 👩‍👩‍👧 🇳🇴 é e\u0301", "line\u2028and\u2029paragraph \u0085 \ufeff \u200b",
			`"quoted" 'and' \back\\slash\u0041 / </script>`, "\b\t\n\f\r\x01\x0b\x1f\x7f", "中文 עברית \u202e \uffff \U0010ffff",
			`{"__proto__":1,"1":2}`, " leading and trailing ",
		}
		for i, title := range titles {
			position := []float64{65535, 32767.5, 0.1, 1e21, 1e-7, 123456789012345680000, -1.5, 5e-324}[i]
			w.todo(title, vars{"position": position, "description": title})
			create(t, w.c, "createTodoList", vars{"projectId": s.Credentials.ProjectID, "title": title, "position": position})
		}
		bodies := w.take() // checks the signature of the bytes as they came
		if len(bodies) != 2*len(titles) {
			t.Fatalf("%d deliveries: %v", len(bodies), eventsOf(bodies))
		}
		for i, d := range bodies {
			var envelope struct{ CurrentValue struct{ Title string } }
			if err := json.Unmarshal(d.Body, &envelope); err != nil || envelope.CurrentValue.Title != titles[i/2] {
				t.Errorf("title %q, want %q (%v)", envelope.CurrentValue.Title, titles[i/2], err)
			}
		}
		checkStringified(t, w.secret, bodies, restringify(t, bodies))
		if again, ok := stringifyInNode(t, bodies); ok {
			checkStringified(t, w.secret, bodies, again)
		}
	})
}

func checkStringified(t *testing.T, secret string, deliveries []harness.Delivery, again [][]byte) {
	t.Helper()
	if len(again) != len(deliveries) {
		t.Fatalf("%d bodies, want %d", len(again), len(deliveries))
	}
	for i, d := range deliveries {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(again[i])
		if hex.EncodeToString(mac.Sum(nil)) != d.Header.Get("X-Signature") {
			t.Errorf("X-Signature is not that of the stringified body: %s", difference(string(d.Body), string(again[i])))
		}
	}
}

// stringifyInNode asks a real JavaScript engine; ok is false where there is none.
func stringifyInNode(t *testing.T, deliveries []harness.Delivery) (again [][]byte, ok bool) {
	t.Helper()
	path, err := osexec.LookPath("node")
	if err != nil {
		t.Log("there is no node: the bodies are checked by the test's own stringifier alone")
		return nil, false
	}
	var input bytes.Buffer
	for _, d := range deliveries {
		input.Write(append(d.Body, '\n')) // a body has no line break of its own
	}
	node := osexec.CommandContext(t.Context(), path, "-e", `
		const lines = require("fs").readFileSync(0, "utf8").split("\n").slice(0, -1);
		process.stdout.write(lines.map((line) => JSON.stringify(JSON.parse(line)) + "\n").join(""));`)
	node.Stdin = &input
	output, err := node.Output()
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Split(bytes.TrimSuffix(output, []byte("\n")), []byte("\n")), true
}

// restringify parses the bodies and writes them as JSON.stringify does.
func restringify(t *testing.T, deliveries []harness.Delivery) [][]byte {
	t.Helper()
	again := make([][]byte, len(deliveries))
	for i, d := range deliveries {
		decoder := json.NewDecoder(bytes.NewReader(d.Body))
		decoder.UseNumber()
		var w jsonwire.Writer
		if err := stringify(decoder, &w); err != nil {
			t.Fatal(err)
		}
		again[i] = w.Bytes()
	}
	return again
}

// stringify copies one value, member by member, so that the order stays.
func stringify(decoder *json.Decoder, w *jsonwire.Writer) error {
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	switch token := token.(type) {
	case string:
		w.String(token)
	case bool:
		w.Bool(token)
	case json.Number:
		number, err := strconv.ParseFloat(string(token), 64)
		if err != nil {
			return err
		}
		w.Float(number)
	case json.Delim:
		return stringifyInside(decoder, w, token)
	default:
		w.Null()
	}
	return nil
}

func stringifyInside(decoder *json.Decoder, w *jsonwire.Writer, open json.Delim) error {
	if open == '{' {
		w.OpenObject()
	} else {
		w.OpenArray()
	}
	for decoder.More() {
		if open == '{' {
			name, err := decoder.Token()
			if err != nil {
				return err
			}
			w.Key(name.(string))
		}
		if err := stringify(decoder, w); err != nil {
			return err
		}
	}
	if open == '{' {
		w.CloseObject()
	} else {
		w.CloseArray()
	}
	_, err := decoder.Token() // the closing bracket
	return err
}

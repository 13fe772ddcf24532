package upload

import (
	"bytes"
	"regexp"
)

var (
	infoRef  = regexp.MustCompile(`/Info[\s\x00]+(\d{1,10})[\s\x00]+(\d{1,5})[\s\x00]+R`)
	signed   = []byte("/ByteRange")
	packet   = []byte("<?xpacket begin")
	packetAt = []byte("?>")
	packetTo = []byte("<?xpacket end")
	exifMark = []byte("\xFF\xE1")
	exifHead = []byte("Exif\x00\x00")
)

// Bounds of the work on a file that somebody made to keep us busy: tables of
// the author in it, and bytes of one.
const (
	maxInfos = 16
	maxInfo  = 64 << 10
)

// quiet is a PDF without what says who wrote it, on what machine and where its
// pictures were taken. It writes blanks over them, so no place in the file
// moves and nothing that a reader sees changes. What lies in compressed objects
// stays, see WithoutInfo. A file that was signed stays as it is, since a
// signature covers every byte.
func quiet(raw []byte) []byte {
	if bytes.Contains(raw, signed) {
		return raw
	}
	out := bytes.Clone(raw)
	seen := map[string]bool{}
	for _, m := range infoRef.FindAllSubmatch(out, -1) {
		if head := string(m[1]) + " " + string(m[2]) + " obj"; !seen[head] && len(seen) < maxInfos {
			seen[head] = true
			blankObject(out, head)
		}
	}
	blankPackets(out)
	blankPictures(out)
	return out
}

// blankObject blanks the texts of an object wherever it is given: a PDF that
// was changed holds its earlier versions too.
func blankObject(out []byte, head string) {
	for at := 0; ; {
		i := bytes.Index(out[at:], []byte(head))
		if i < 0 {
			return
		}
		start := at + i
		at = start + len(head)
		if start > 0 && out[start-1] >= '0' && out[start-1] <= '9' { // "12 0 obj" in "112 0 obj"
			continue
		}
		body := out[at:min(len(out), at+maxInfo)]
		if end := bytes.Index(body, []byte("endobj")); end >= 0 {
			body = body[:end]
		}
		blankTexts(body)
		at += len(body)
	}
}

// blankTexts writes blanks into the strings (…) and <…> of an object.
func blankTexts(b []byte) {
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] == '(':
			i = blankString(b, i+1)
		case b[i] == '<' && i+1 < len(b) && b[i+1] == '<':
			i++
		case b[i] == '<':
			for i++; i < len(b) && b[i] != '>'; i++ {
				b[i] = ' '
			}
		}
	}
}

// blankString blanks from behind a bracket to its end, brackets within and
// "\)" told apart, and returns where that is.
func blankString(b []byte, i int) int {
	for depth := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			b[i] = ' '
			if i++; i == len(b) {
				return i
			}
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
		b[i] = ' '
	}
	return i
}

// blankPackets blanks what XMP packets say.
func blankPackets(out []byte) {
	for at := 0; ; {
		i := bytes.Index(out[at:], packet)
		if i < 0 {
			return
		}
		at += i
		from := bytes.Index(out[at:], packetAt)
		to := bytes.Index(out[at:], packetTo)
		if from < 0 || to < from {
			return
		}
		blank(out[at+from+len(packetAt) : at+to])
		at += to
	}
}

// blankPictures blanks what cameras wrote into the pictures of a scan.
func blankPictures(out []byte) {
	for at := 0; ; {
		i := bytes.Index(out[at:], exifMark)
		if i < 0 {
			return
		}
		at += i + len(exifMark)
		if len(out) < at+2 {
			return
		}
		length := int(out[at])<<8 | int(out[at+1])
		body := out[at+2 : min(len(out), at+max(length, 2))]
		if bytes.HasPrefix(body, exifHead) {
			blank(body[len(exifHead):])
		}
	}
}

func blank(b []byte) {
	for i := range b {
		b[i] = ' '
	}
}

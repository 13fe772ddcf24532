package access

import (
	"bytes"
	"crypto/rand"
	"encoding/base32"
	"image/png"
	"net/url"

	"github.com/pquerna/otp"

	"neove/internal/errs"
)

func newTOTPSecret() string {
	b := make([]byte, 20) // RFC 4226, 4: 160 bits
	rand.Read(b)
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
}

// totpKey is what an app reads from the picture.
func totpKey(account, secret string) (*otp.Key, error) {
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/Neo Ve:" + account,
		RawQuery: url.Values{"secret": {secret}, "issuer": {"Neo Ve"}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {"30"}}.Encode()}
	k, err := otp.NewKeyFromURL(u.String())
	if err != nil {
		return nil, errs.Wrap(errs.Internal, err, "web.err.internal")
	}
	return k, nil
}

// picture is the QR code of a key as PNG.
func picture(k *otp.Key) ([]byte, error) {
	img, err := k.Image(240, 240)
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	err = png.Encode(&buf, img)
	return buf.Bytes(), err
}
